import type { PackageManager } from './package-manager.ts';

export interface ScaffoldRequest {
  readonly packageManager: PackageManager;
  /** The package's `start` script is there, and can start the target. */
  readonly hasStartScript: boolean;
  /** The directory of the configuration within the repository; empty if it is its root. */
  readonly directory: string;
}

const url = 'http://127.0.0.1:3000';

/** The configuration: a target, a threshold and a profile. */
export function configText({ packageManager, hasStartScript }: ScaffoldRequest): string {
  const command = `command: '${packageManager.script} start',`;
  return `import { defineConfig } from 'loadtest';

export default defineConfig({
  // What is tested: started if there is a command, and waited for before any load. Scenarios read __ENV.TARGET_URL.
  target: {
    ${hasStartScript ? command : `// ${command}`}
    url: '${url}/',
  },
  thresholds: {
    http_req_failed: ['rate<0.01'],
  },
  // loadtest run smoke --profile stress
  profiles: {
    stress: {
      options: { stages: [{ duration: '1m', target: 50 }, { duration: '3m', target: 50 }] },
    },
  },
});
`;
}

export const scenarioText = `import { check, sleep } from 'k6';
import http from 'k6/http';
import type { Options } from 'k6/options';

const targetUrl = __ENV.TARGET_URL ?? '${url}/';

export const options: Options = {
  vus: 2,
  duration: '10s',
  thresholds: { http_req_duration: ['p(95)<500'] },
};

export default function () {
  const response = http.get(targetUrl);
  check(response, { 'status is 200': ({ status }) => status === 200 });
  sleep(1);
}
`;

/** A workflow that runs the smoke test on each pull request and keeps its report, also of a failed run. */
export function workflowText({ packageManager, directory }: ScaffoldRequest): string {
  const { setup, install, exec } = packageManager;
  const where =
    directory === '' ? '' : `\n    defaults:\n      run:\n        working-directory: ${directory}`;
  const path = directory === '' ? '.loadtest/runs' : `${directory}/.loadtest/runs`;
  return `name: load test

on: pull_request

jobs:
  smoke:
    runs-on: ubuntu-latest${where}
    steps:
      - uses: actions/checkout@v4
${setup.map((step) => `      - ${step}`).join('\n')}
      - run: ${install}
      - run: ${exec} loadtest run smoke
      - if: always()
        run: ${exec} loadtest report latest --format md >> "$GITHUB_STEP_SUMMARY"
      - if: always()
        uses: actions/upload-artifact@v4
        with:
          name: loadtest
          path: ${path}
          include-hidden-files: true
`;
}

/** The ignore list with the results' directory, or `undefined` if it is there. */
export function ignoreText(before: string): string | undefined {
  if (/^\/?\.loadtest\/?\s*$/m.test(before)) return undefined;
  const gap = before === '' || before.endsWith('\n') ? '' : '\n';
  return `${before}${gap}.loadtest/\n`;
}
