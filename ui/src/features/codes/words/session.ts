/**
 * Codes of the QuickBooks software kit: why a program could not begin a session with QuickBooks Desktop. The file is
 * long because it is a list.
 */
import { fixes, of, type Meanings } from './facts';

const say = of('desktop');

const notYours =
  'Nothing at the client has to change. Choose Check again; if it stays, copy the details and send them to the person who looks after Counterfoil in your firm.';
const reinstall =
  'Ask the person who looks after that computer to repair QuickBooks, or to install its updates. Then choose Check again.';

export const session: Meanings = {
  '0x80040400': [
    say(
      'seen',
      'desktopCode',
      'QuickBooks could not read the request. It was put together wrongly or has a character that QuickBooks does not take.',
      notYours,
    ),
  ],
  '0x80040401': [
    say(
      'seen',
      'desktopCode',
      'The connection could not reach QuickBooks on its computer. QuickBooks may be half closed, or one of QuickBooks and the Web Connector runs as administrator and the other does not.',
      fixes.restart,
    ),
  ],
  '0x80040402': [
    say(
      'seen',
      'desktopCode',
      'An unexpected error in the part of QuickBooks that serves other programs. The file qbsdklog.txt on that computer may say more.',
      fixes.restart,
    ),
  ],
  '0x80040403': [
    say(
      'unverified',
      'desktopList',
      'The company file cannot be opened.',
      'Open the company file in QuickBooks once and see what it says. If the file was moved or renamed, do not make a second connection for it: ask the person who looks after Counterfoil in your firm.',
    ),
  ],
  '0x80040404': [
    say(
      'unverified',
      'desktopList',
      'The QuickBooks that is running there does not serve other programs. Its version is too old, or it is an edition without this.',
      'Start the version of QuickBooks that your client uses for this company. If that is the one, ask the client which edition it is.',
    ),
  ],
  '0x80040405': [
    say(
      'unverified',
      'desktopList',
      'A part of QuickBooks that serves other programs is not installed on that computer.',
      reinstall,
    ),
  ],
  '0x80040406': [
    say(
      'unverified',
      'desktopList',
      'QuickBooks could not tell which version the company file is. It may have been moved, or it may belong to another version.',
      'Open the company file in QuickBooks once and see what it says. Do not let an older file be converted without asking: that cannot be undone.',
    ),
  ],
  '0x80040407': [
    say(
      'unverified',
      'desktopList',
      'QuickBooks seems to be installed incompletely on that computer.',
      reinstall,
    ),
  ],
  '0x80040408': [
    say(
      'seen',
      ['desktopCode', 'clearify', 'sunburst', 'nxus', 'qbws'],
      'QuickBooks could not be started for the connection. Several causes are known: QuickBooks is closed and cannot open by itself; QuickBooks or the Web Connector runs as administrator and the other does not; another Windows user has it open; another company or single-user mode is open; the file was moved or renamed; the user set for the connection is signed in elsewhere; QuickBooks hangs in the background.',
      'At that computer, sign in to Windows as the person who uses QuickBooks, and close QuickBooks and the Web Connector. Start both again in the usual way, neither with Run as administrator. Open the right company file from its usual place, see whether QuickBooks shows a message, then choose File › Close Company and leave QuickBooks running. Sign the same user out of QuickBooks on other computers. If it stays, restart Windows, or ask the person who looks after that computer. Then choose Check again.',
    ),
  ],
  '0x80040409': [
    say(
      'vendor',
      'desktopSupport',
      'The company file and the version of QuickBooks do not match.',
      'Open the file in the version of QuickBooks that your client uses. Do not let an older file be converted without asking: that cannot be undone.',
    ),
  ],
  '0x8004040A': [
    say('seen', 'desktopCode', 'A different company file is open.', fixes.closeCompany),
  ],
  '0x8004040B': [
    say(
      'unverified',
      'desktopList',
      'QuickBooks did not say which company file is open.',
      'At that computer, open the company file once, then choose File › Close Company and leave QuickBooks running. Then choose Check again.',
    ),
  ],
  '0x8004040C': [
    say(
      'unverified',
      'desktopList',
      'The connection asked before its session with QuickBooks had begun.',
      notYours,
    ),
  ],
  '0x8004040D': [
    say(
      'seen',
      'desktopCode',
      'The session with QuickBooks was dropped, for example because QuickBooks was closed and started again.',
      'Choose Check again; a new session is begun. If it stays, close the Web Connector at that computer and start it again.',
    ),
  ],
  '0x8004040E': [
    say(
      'unverified',
      'desktopList',
      'That computer has too little memory free for the request.',
      'Close other programs at that computer, or restart Windows there. Then choose Check again.',
    ),
  ],
  '0x8004040F': [
    say(
      'unverified',
      'desktopList',
      'The connection to QuickBooks was not opened before it was used.',
      notYours,
    ),
  ],
  '0x80040410': [
    say(
      'seen',
      'desktopCode',
      'The company file is open in another mode than the connection asked for. Mostly somebody has it open in single-user mode.',
      fixes.multiUser,
    ),
  ],
  '0x80040411': [
    say(
      'unverified',
      'desktopList',
      'A new session was begun while the one before was still open.',
      'Choose Check again. If it stays, close the Web Connector at that computer and start it again.',
    ),
  ],
  '0x80040412': [
    say(
      'unverified',
      'desktopList',
      'The connection was opened twice without being closed.',
      'Choose Check again. If it stays, close the Web Connector at that computer and start it again.',
    ),
  ],
  '0x80040413': [
    say(
      'unverified',
      'desktopList',
      'The program asked QuickBooks to undo earlier steps on an error, which QuickBooks cannot do.',
      notYours,
    ),
  ],
  '0x80040414': [
    say(
      'seen',
      'desktopCode',
      'A window in QuickBooks is waiting for an answer.',
      fixes.lookForWindow,
    ),
  ],
  '0x80040415': [
    say('unverified', 'desktopList', 'The program did not tell QuickBooks its own name.', notYours),
  ],
  '0x80040416': [
    say(
      'vendor',
      ['desktopRobust', 'desktopList'],
      'QuickBooks is not running, and the connection did not name a company file.',
      fixes.startQuickBooks,
    ),
  ],
  '0x80040417': [
    say(
      'unverified',
      'desktopList',
      'QuickBooks has no company file open, and the connection did not name one.',
      'At that computer, open the company file in QuickBooks. Then choose Check again.',
    ),
  ],
  '0x80040418': [
    say(
      'seen',
      ['seradex', 'desktopCode'],
      'The connection was never allowed for this company file. Only an Admin can allow it the first time.',
      'An Admin opens the company file in single-user mode and stays signed in. Choose Check again meanwhile: QuickBooks asks the Admin whether the connection may come in, and the Admin answers that it always may.',
    ),
  ],
  '0x8004041A': [
    say(
      'seen',
      'desktopCode',
      'The connection has no permission for this company file.',
      fixes.allowAccess,
    ),
  ],
  '0x8004041B': [
    say(
      'seen',
      'desktopCode',
      'QuickBooks could not lock what it needs to let the connection in. Often somebody else is in the file or in its preferences at that moment.',
      'Wait a few minutes and choose Check again. If it stays, an Admin opens the company file alone, in single-user mode, looks under Edit › Preferences › Integrated Applications › Company Preferences whether the connection is allowed, and chooses OK.',
    ),
  ],
  '0x8004041C': [
    say(
      'seen',
      'desktopCode',
      'QuickBooks had a fault of its own while it opened the company file.',
      'At that computer, close QuickBooks, start it again and open the company file once. If QuickBooks reports a fault there too, ask the person who looks after the file to verify it. Then choose Check again.',
    ),
  ],
  '0x8004041D': [
    say(
      'seen',
      'desktopCode',
      'The connection may not sign in to this company file by itself.',
      `${fixes.allowAccess} Until then it works only while somebody has the company file open.`,
    ),
  ],
  '0x8004041E': [
    say(
      'seen',
      'desktopCode',
      'The certificate by which QuickBooks knows the connection has run out. QuickBooks wants a person to allow it again.',
      'An Admin opens the company file and stays signed in. Choose Check again meanwhile: QuickBooks says that the certificate ran out, and the Admin chooses that the connection is always allowed.',
    ),
  ],
  '0x8004041F': [
    say(
      'seen',
      'desktopCode',
      'This edition of QuickBooks takes no requests from other programs, as QuickBooks Basic does not.',
      'Nobody can allow it there. Ask the client which edition of QuickBooks is installed: Pro, Premier or Enterprise is needed.',
    ),
  ],
  '0x80040420': [
    say(
      'vendor',
      'conductorErrors',
      'QuickBooks denied access. The connection must be allowed again.',
      fixes.allowAccess,
    ),
  ],
  '0x80040421': [
    say(
      'seen',
      'desktopCode',
      'QuickBooks passed on a message of its own. The message beside the code says what is wrong.',
      'Read the message under Details and do what it says at that computer. Then choose Check again.',
    ),
  ],
  '0x80040422': [
    say(
      'seen',
      'desktopCode',
      'The connection asks for single-user mode, and others are in the company file.',
      'Ask everybody to close the company file for a moment, and close other programs that read it. Then choose Check again. If this comes often, ask the person who set the connection up to let it work in multi-user mode.',
    ),
  ],
  '0x80040423': [
    say(
      'seen',
      'desktopCode',
      'The request is written for a newer QuickBooks than the one installed there, or for another country.',
      fixes.update,
    ),
  ],
  '0x80040424': [
    say(
      'seen',
      'desktopCode',
      'QuickBooks is still starting.',
      'Wait a minute, then choose Check again.',
    ),
  ],
  '0x80040427': [
    say(
      'seen',
      'desktopCode',
      'QuickBooks is not registered on that computer.',
      'At that computer, start QuickBooks and register it when it asks, with the licence of your client. Then choose Check again.',
    ),
  ],
  '0x8004042A': [
    say(
      'seen',
      'desktopCode',
      'QuickBooks does not allow access from another computer.',
      'Ask the person who set the connection up: the program that asks has to run on the computer that runs QuickBooks.',
    ),
  ],
  '0x8004042C': [
    say(
      'seen',
      'desktopCode',
      'The certificate of the connection was withdrawn.',
      'Nobody at the client can put that right. Copy the details and send them to the person who looks after Counterfoil in your firm.',
    ),
  ],
  '0x800404…': [
    say(
      'unverified',
      'desktopList',
      'A code of this family says why a program could not begin to work with QuickBooks Desktop. What this one means is not known here; Windows programs of other makers use the same numbers.',
      'Read the message that came with it. At that computer, see whether QuickBooks is open with the right company, shows no message and is up to date. Then choose Check again; if it stays, copy the details and send them to the person who looks after Counterfoil in your firm.',
    ),
  ],
};
