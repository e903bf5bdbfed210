/** A support file as the app makes it. */
import type { SupportFile } from '../../src/ipc';

const log = [
  '2026-11-21T12:50:00.001Z  INFO counterfoil_lib::app: Counterfoil starts version="0.1.0" system="linux"',
  '2026-11-21T12:50:00.412Z  INFO counterfoil_lib::session: a firm is open firm="firm"',
  '2026-11-21T13:53:02.118Z  WARN roster::log_safe: a service did not do what it was asked client=⟨client 2⟩ service="conductor" kind=Answered code="QBD_CONNECTION_ERROR" integration_code="0x80040408" request_id="req_5Yx7Kd20aZ1b3c4D5e6F7"',
  '2026-11-21T13:53:02.120Z DEBUG roster::log_safe: in its words client=⟨client 2⟩ text="Open ⟨client 2⟩ on ⟨computer 1⟩ and try again."',
  '2026-11-21T14:05:00.000Z ERROR counterfoil_lib::diagnostics::crash_reports: Counterfoil 0.1.0 failed at src-tauri/commands/clients.rs:71:5 on thread tokio-runtime-worker: called `Option::unwrap()` on a `None` value',
].join('\n');

export function supportFile(): SupportFile {
  return {
    hidden: 12,
    sections: [
      {
        heading: 'What this is',
        text: "A support file of Counterfoil, made 2026-11-21T14:05:00Z.\nA mark such as ⟨this⟩ stands for what was taken out; the same number is the same client, person, computer or address throughout.\nNo key, no sign-in and nothing of anybody's books is in it.",
      },
      {
        heading: 'Versions',
        text: 'Counterfoil: 0.1.0\nSystem: Debian GNU/Linux 12 x86_64\nWindow engine: WebKitGTK 2.50\nFolder: ⟨home⟩/.local/share/app.counterfoil.desktop\nKeychain: ready\nClients: 26',
      },
      {
        heading: 'Settings',
        text: 'Firm: ⟨firm⟩\nKind: live\nThis computer: ⟨this computer⟩\nConductor: set up\nIntuit: set up\nSign-in relay: ⟨relay⟩\nMinutes between checks: 15',
      },
      { heading: 'Set by the firm', text: 'Nothing is set for this computer.' },
      {
        heading: 'States',
        text: '   12  connected\n    1  qbClosed\n    1  revoked\n\n⟨client 1⟩: revoked, QuickBooks Online, asked 2026-11-21T13:53:00Z, last answer 2026-11-18T09:12:00Z, invalid_grant\n',
      },
      {
        heading: 'Last errors',
        text: '2026-11-21T13:53:02Z  ⟨client 2⟩  conductor  code QBD_CONNECTION_ERROR  behind it 0x80040408  request req_5Yx7Kd20aZ1b3c4D5e6F7\n',
      },
      { heading: 'Log of 2026-11-20', text: '' },
      { heading: 'Log of 2026-11-21', text: log },
    ],
  };
}
