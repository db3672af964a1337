import { createContext } from '../cli/context.ts';
import { provideK6 } from '../runner/k6/provide.ts';

// Prints the path of the k6 that a run would use; provides it first where there is none.
const { path } = await provideK6(createContext());
process.stdout.write(`${path}\n`);
