import { createContext } from '../cli/context.ts';
import { provideK6 } from '../runner/k6/provide.ts';

/** Every test that needs k6 gets the same real one: found on this machine, else downloaded or built once. */
export default async function setup(): Promise<void> {
  const { path } = await provideK6(createContext());
  process.env.LOADTEST_K6 = path;
}
