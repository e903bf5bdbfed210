/** Codes that Windows gives when one program calls another, or cannot do what it was asked. */
import { fixes, of, type Meanings } from './facts';

const say = of('windows');
const both = ['windowsErrors', 'windowsReports'] as const;

const sameRights =
  'At that computer, close QuickBooks and the Web Connector. Start both as the same Windows user, neither with Run as administrator, and leave QuickBooks running. Then choose Check again; if it stays, restart Windows there.';

const betweenPrograms = [
  say(
    'vendor',
    'windowsErrors',
    'A code of this family is given by Windows when one program calls another. With QuickBooks it means that QuickBooks and the Web Connector did not come together; this one is not known here.',
    sameRights,
  ),
];

export const windows: Meanings = {
  '0x80040154': [
    say(
      'vendor',
      both,
      'A part that a program needs is not registered in Windows (class not registered). With QuickBooks it is mostly the part that serves other programs.',
      'Ask the person who looks after that computer to repair QuickBooks and the Web Connector there. Programs made for 64 bits may need other parts than those for 32 bits.',
    ),
  ],
  '0x80070005': [
    say(
      'vendor',
      both,
      'Windows denied access. The Windows user may not use the file, the folder or the program.',
      'At that computer, start QuickBooks and the Web Connector as the same Windows user, neither with Run as administrator. If it stays, ask the person who looks after that computer whether this user may read and write the folder of the company file.',
    ),
  ],
  '0x80070002': [say('vendor', 'windowsErrors', 'Windows did not find a file.', fixes.askWindows)],
  '0x80070003': [
    say(
      'vendor',
      'windowsErrors',
      'Windows did not find a folder. A network drive may not be connected.',
      'At that computer, see whether the folder of the company file can be opened in Windows. If it is on a server, connect the drive again.',
    ),
  ],
  '0x80070020': [
    say(
      'vendor',
      'windowsErrors',
      'Another program is using the file.',
      'Close other programs that use the company file, such as a backup, and wait a few minutes. Then choose Check again.',
    ),
  ],
  '0x8007000E': [
    say(
      'vendor',
      'windowsErrors',
      'Windows has too little memory free.',
      'Close other programs at that computer, or restart Windows there. Then choose Check again.',
    ),
  ],
  '0x80070057': [
    say(
      'vendor',
      'windowsErrors',
      'A program asked for something that is not valid.',
      fixes.copyDetails,
    ),
  ],
  '0x8007007E': [
    say('vendor', 'windowsErrors', 'A part of a program is missing in Windows.', fixes.askWindows),
  ],
  '0x800700C1': [
    say(
      'vendor',
      'windowsErrors',
      'A part of a program is made for another kind of Windows: 32 bits instead of 64, or the other way round.',
      fixes.askWindows,
    ),
  ],
  '0x80072EE2': [
    say(
      'vendor',
      'windowsErrors',
      'The service did not answer that computer in time.',
      'See whether that computer reaches the internet, and wait a few minutes. Then choose Check again.',
    ),
  ],
  '0x80072EE7': [
    say(
      'vendor',
      'windowsErrors',
      'That computer could not find the address of the service.',
      'See whether that computer reaches the internet. A proxy or a filter of the network may be in the way: ask the person who looks after it.',
    ),
  ],
  '0x80072EFD': [
    say(
      'vendor',
      'windowsErrors',
      'That computer could not connect to the service.',
      'See whether that computer reaches the internet. A firewall, a proxy or a filter of the network may be in the way: ask the person who looks after it.',
    ),
  ],
  '0x80072F8F': [
    say(
      'vendor',
      'windowsErrors',
      'The certificate of the service could not be checked. Often the date or the time of that computer is wrong.',
      'Set the date, the time and the time zone of that computer right. Do not switch off any check of certificates.',
    ),
  ],
  '0x800706BA': [
    say(
      'vendor',
      both,
      'The other program is not there to answer (the RPC server is unavailable). QuickBooks was closed, has stopped or is still starting.',
      sameRights,
    ),
  ],
  '0x800706BE': [
    say(
      'vendor',
      both,
      'The other program stopped in the middle of the call. QuickBooks was closed or has stopped by itself.',
      sameRights,
    ),
  ],
  '0x80010001': [
    say(
      'vendor',
      both,
      'The other program refused the call because it is busy. QuickBooks may show a window that waits for an answer.',
      fixes.lookForWindow,
    ),
  ],
  '0x80010007': [say('vendor', 'windowsErrors', 'The other program has ended.', sameRights)],
  '0x8001010A': [
    say(
      'vendor',
      both,
      'The other program is busy and asks to be called later. QuickBooks may show a window that waits for an answer.',
      fixes.lookForWindow,
    ),
  ],
  '0x80010105': [
    say(
      'vendor',
      both,
      'The other program had a fault while it answered. With QuickBooks this is seen when another company file is open that it cannot leave by itself.',
      `${fixes.closeCompany} If it stays, restart Windows there.`,
    ),
  ],
  '0x80010108': [
    say(
      'vendor',
      both,
      'The connection to the other program was lost, because it was closed meanwhile.',
      sameRights,
    ),
  ],
  '0x80080005': [
    say(
      'vendor',
      both,
      'Windows could not start the other program. Often QuickBooks or the Web Connector runs as administrator and the other does not, or QuickBooks hangs in the background.',
      sameRights,
    ),
  ],
  '0x80004002': [
    say(
      'vendor',
      'windowsErrors',
      'A part of the other program does not offer what was asked of it. Its installation may be damaged or of another version.',
      fixes.askWindows,
    ),
  ],
  '0x80004005': [
    say(
      'vendor',
      'windowsErrors',
      'An error that Windows does not describe further (unspecified error).',
      `The message beside it says more than the number. ${fixes.restart}`,
    ),
  ],
  '0x8000FFFF': [
    say(
      'vendor',
      'windowsErrors',
      'An error that the other program did not expect.',
      `The message beside it says more than the number. ${fixes.restart}`,
    ),
  ],
  '0x80020009': [
    say(
      'vendor',
      'windowsErrors',
      'The other program reported a fault of its own. The message beside the number names it.',
      'Read the message beside it, or look up the second code in it.',
    ),
  ],
  '0xC0000005': [
    say(
      'vendor',
      'windowsErrors',
      'A program crashed: it used memory that is not its own.',
      'Start the program again and install its updates. If it comes back, ask the person who looks after that computer.',
    ),
  ],
  '0x8004…': [
    say(
      'vendor',
      'windowsErrors',
      'A code of this family is defined by the program that gave it. The same number means other things in other programs, and this one is not known here.',
      'Read the message that came with it, and see which program showed it. If it was QuickBooks or the Web Connector, send both to the person who looks after that computer.',
    ),
  ],
  '0x8007…': [
    say(
      'vendor',
      'windowsErrors',
      'A code of this family is an error of Windows itself, handed on by a program. Its last four digits are the number of the Windows error; this one is not known here.',
      fixes.askWindows,
    ),
  ],
  '0x8000…': betweenPrograms,
  '0x8001…': betweenPrograms,
  '0x8002…': betweenPrograms,
  '0x8008…': betweenPrograms,
  '0x8013…': [
    say(
      'vendor',
      'windowsErrors',
      'A code of this family comes from .NET, with which the Web Connector is made. This one is not known here.',
      'Close the Web Connector at that computer and start it again. If it stays, ask the person who looks after that computer to repair it.',
    ),
  ],
};
