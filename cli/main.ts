#!/usr/bin/env node
import { createContext } from './context.ts';
import { runCli } from './program.ts';

process.exitCode = await runCli(createContext(), process.argv.slice(2));
