import { describe, expect, it } from 'vitest';

import { explainLoadFailure, loadNative } from '../../src/transport/native.js';

describe('loading the native module', () => {
  it('gives the module on this machine', async () => {
    const native = await loadNative();
    expect(native.App).toBeTypeOf('function');
  });

  it('says in plain words what was tried and what is needed when it does not load', () => {
    const text = explainLoadFailure(
      { platform: 'linux', arch: 'x64', nodeVersion: '22.12.0', abi: '127', glibc: '2.36' },
      "Error: /lib/libm.so.6: version `GLIBC_2.38' not found\nRequire stack:\n- somewhere",
    );
    expect(text).toContain('Node 22.12.0 (ABI 127, linux x64, glibc 2.36)');
    expect(text).toContain('Node 20 with glibc 2.27 or newer');
    expect(text).toContain('Node 22 or 24 with glibc 2.38 or newer');
    expect(text).toContain("version `GLIBC_2.38' not found");
    expect(text).not.toContain('\n');
  });

  it('names a missing glibc', () => {
    const system = {
      platform: 'linux',
      arch: 'x64',
      nodeVersion: '20.1.0',
      abi: '115',
      glibc: null,
    };
    expect(explainLoadFailure(system, 'Error: no')).toContain('linux x64, no glibc)');
  });
});
