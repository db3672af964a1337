import { describe, expect, it } from 'vitest';
import { checkVariables, k6Environment, scrubbedNames } from '../../runner/k6-environment.ts';

const env = {
  HOME: '/root',
  K6_VUS: '5',
  k6_out: 'json',
  OTEL_SERVICE_NAME: 'x',
  HTTP_PROXY: 'http://proxy',
  https_proxy: 'http://proxy',
  NO_PROXY: 'localhost',
  MY_HTTP_PROXY: 'http://mine',
  SHOP_K6_KEY: 'a',
};

describe('the environment of k6', () => {
  it('is that of the user without what would configure k6 or send its requests elsewhere', () => {
    expect(k6Environment(env, {})).toEqual({
      HOME: '/root',
      MY_HTTP_PROXY: 'http://mine',
      SHOP_K6_KEY: 'a',
      K6_NO_USAGE_REPORT: 'true',
      K6_AUTO_EXTENSION_RESOLUTION: 'false',
      XDG_CONFIG_HOME: '/nonexistent',
    });
  });

  it('has the variables given to the script, which win over the environment', () => {
    expect(k6Environment({ SHOP: 'a', OTHER: 'b' }, { SHOP: 'c' })).toMatchObject({ SHOP: 'c', OTHER: 'b' });
  });

  it('names what it keeps away', () => {
    expect(scrubbedNames(env)).toEqual([
      'HTTP_PROXY',
      'K6_VUS',
      'NO_PROXY',
      'OTEL_SERVICE_NAME',
      'https_proxy',
      'k6_out',
    ]);
  });
});

describe('a variable for the script', () => {
  it.each([['SHOP'], ['TOKEN'], ['MY_K6_VUS']])('may be called %s', (name) => {
    expect(() => checkVariables({ [name]: 'x' })).not.toThrow();
  });

  it('may not be one that would configure k6; all of those are named', () => {
    expect(() => checkVariables({ K6_VUS: '1', SHOP: 'a', http_proxy: 'x' })).toThrow(
      expect.objectContaining({
        code: 'USAGE',
        message: '-e K6_VUS, -e http_proxy would configure k6 itself, not the script',
      }),
    );
  });
});
