import { CopyText } from '../shared/copy-text.js';

/** The text to add to the address of a Testbed page so that it uses this server. */
export function TestbedLine({ port }: { readonly port: number }) {
  const line = `?socket=${location.hostname}:${port}`;
  const isSecure = location.protocol === 'https:';
  return (
    <section class="card red5-testbed" aria-labelledby="testbed-heading">
      <h2 id="testbed-heading">Red5 Pro Testbed</h2>
      <p>Add this to the address of a conference page:</p>
      <p class="red5-line">
        <code>{line}</code>
        <CopyText text={line} label="Copy" fieldLabel="Testbed parameter" />
      </p>
      <p class="hint">
        So that it reads <code>https://your-testbed/test/conference/{line}</code>.{' '}
        {isSecure
          ? 'This server speaks TLS, as pages from HTTPS need it.'
          : 'A Testbed on HTTPS connects with TLS, which this server does not speak now.'}
      </p>
    </section>
  );
}
