/**
 * The native module for Node 22 and 24 needs a newer glibc than Debian 12 has.
 * Here one is unpacked from the next Debian's packages into a folder, and a
 * copy of Node is made that uses it. Nothing is installed, and nothing outside
 * that folder changes.
 */
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

/** The Debian release that the libraries come from. */
const release = 'trixie';
const packages = ['libc6', 'libstdc++6', 'libgcc-s1', 'patchelf'];
const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** Where Debian keeps libraries and what it calls the dynamic loader, by architecture. */
const layouts = new Map([
  ['x64', { folder: 'usr/lib/x86_64-linux-gnu', loader: 'ld-linux-x86-64.so.2' }],
  ['arm64', { folder: 'usr/lib/aarch64-linux-gnu', loader: 'ld-linux-aarch64.so.1' }],
]);

/**
 * @typedef {object} Glibc absolute paths of
 * @property {string} libraries the folder of the shared libraries
 * @property {string} loader their dynamic loader
 * @property {string} patchelf the tool that makes a program use them
 */

/**
 * Unpacks the libraries, unless the folder holds them already.
 *
 * @param {string} folder absolute
 * @returns {Glibc}
 */
export function unpackGlibc(folder) {
  const layout = layouts.get(process.arch);
  if (layout === undefined) throw new Error(`No newer glibc is known for ${process.arch}.`);
  const root = join(folder, 'root');
  const complete = join(folder, 'complete');
  if (!existsSync(complete)) {
    rmSync(folder, { recursive: true, force: true });
    const downloads = join(folder, 'downloads');
    download(folder, downloads);
    for (const name of readdirSync(downloads)) {
      execFileSync('dpkg-deb', ['-x', join(downloads, name), root]);
    }
    writeFileSync(complete, '');
  }
  const libraries = join(root, layout.folder);
  return {
    libraries,
    loader: join(libraries, layout.loader),
    patchelf: join(root, 'usr/bin/patchelf'),
  };
}

/**
 * Downloads the packages with an apt that has sources, lists and cache of its
 * own, and the system's proxies and keys.
 *
 * @param {string} folder
 * @param {string} downloads
 */
function download(folder, downloads) {
  const sources = join(folder, 'sources.list');
  mkdirSync(downloads, { recursive: true });
  mkdirSync(join(folder, 'lists/partial'), { recursive: true });
  mkdirSync(join(folder, 'cache/archives/partial'), { recursive: true });
  writeFileSync(sources, `deb [signed-by=${keyring}] ${debianArchive()} ${release} main\n`);
  const options = [
    `Dir::Etc::SourceList=${sources}`,
    'Dir::Etc::SourceParts=-',
    `Dir::State::Lists=${join(folder, 'lists')}`,
    `Dir::Cache=${join(folder, 'cache')}`,
    // The folder may be closed to the user that apt would change to.
    'APT::Sandbox::User=root',
    'Acquire::Retries=3',
  ].flatMap((option) => ['-o', option]);
  for (const command of [['update'], ['download', ...packages]]) {
    execFileSync('apt-get', ['-qq', ...options, ...command], {
      cwd: downloads,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
  }
}

/**
 * @returns {string} where this system gets its own Debian release from
 * @throws {Error} in one sentence, if this is no Debian
 */
function debianArchive() {
  const system = readFileSync('/etc/os-release', 'utf8');
  const codename = /^VERSION_CODENAME=(\w+)$/m.exec(system)?.[1];
  if (!/^ID=debian$/m.test(system) || codename === undefined || !existsSync(keyring)) {
    throw new Error(
      'Node 22 and 24 need glibc 2.38 here: on a system that is older and not Debian, run this in a newer one.',
    );
  }
  const format = ['--format', '$(RELEASE) $(COMPONENT) $(REPO_URI)'];
  const targets = execFileSync('apt-get', ['indextargets', ...format, 'Created-By: Packages']);
  const own = targets
    .toString()
    .split('\n')
    .find((line) => line.startsWith(`${codename} main `));
  if (own === undefined) throw new Error(`apt has no source for Debian ${codename}.`);
  return own.slice(`${codename} main `.length);
}

/**
 * Makes a copy of a program that runs with the unpacked libraries, whoever
 * starts it; what it starts itself runs with the system's.
 *
 * @param {Glibc} glibc
 * @param {string} program
 * @param {string} copy
 */
export function bindToGlibc({ libraries, loader, patchelf }, program, copy) {
  copyFileSync(program, copy);
  // patchelf itself comes from the newer release, so it needs the libraries too.
  /** @param {string[]} change */
  const patch = (...change) => {
    execFileSync(loader, ['--library-path', libraries, patchelf, ...change, copy]);
  };
  // In this order, and one at a time: otherwise the copy does not start.
  patch('--force-rpath', '--set-rpath', libraries);
  patch('--set-interpreter', loader);
}
