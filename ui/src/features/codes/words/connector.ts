/**
 * Codes of the QuickBooks Web Connector, as in Appendix A of Intuit's guide of 2022, and those that people report
 * beside it. The file is long because it is a list.
 */
import { fixes, of, type Meaning, type Meanings } from './facts';

const say = of('connector');

function guide(cause: string, fix: string): Meaning[] {
  return [say('vendor', 'connectorGuide', cause, fix)];
}

const openAgain =
  'Do what the message from QuickBooks says at that computer: start QuickBooks, open the right company file, close any window that waits for an answer. Then let the Web Connector update again, or choose Check again.';
const fromTheStart =
  'Open the link again from the start, signed in to Windows as the person who uses QuickBooks there. If it stays, ask the person who looks after that computer.';
const wrongFile = `The file of the connection is wrong, which nobody at the client can mend. ${fixes.askProvider}`;
const askForPassword =
  'Open the link again and take the password that it shows, or ask the person who runs the service for it. Enter it in the Password column of the Web Connector.';
const startAgain =
  'At that computer, untick Auto-Run, close the Web Connector and start it again. If the connection is missing then, open the link again.';

export const connector: Meanings = {
  QBWC1000: guide(
    'The addresses of the service and of its help are on different domains.',
    wrongFile,
  ),
  QBWC1001: guide("The service's address is given as numbers instead of a name.", wrongFile),
  QBWC1002: guide(
    "The address of the service's help is given as numbers instead of a name.",
    wrongFile,
  ),
  QBWC1003: guide(
    "The page with the service's help did not answer as it should.",
    `Try again later. ${fixes.askProvider}`,
  ),
  QBWC1004: guide(
    "The page with the service's help could not be reached. A firewall, a proxy or an old version of Windows may be in the way.",
    `See whether that computer reaches the internet, and try again later. ${fixes.askProvider}`,
  ),
  QBWC1005: guide(
    'The Web Connector did not start, because it could not make its log file.',
    'Ask the person who looks after that computer whether this Windows user may write in the folder of the Web Connector, and start it again.',
  ),
  QBWC1006: guide(
    'The Web Connector did not start. Its log file QWCLog.txt says why.',
    `See that the log file and its folder are not write-protected, and start it again. ${fixes.askProvider}`,
  ),
  QBWC1007: guide(
    'The Web Connector could not connect to QuickBooks. The message beside it says why.',
    openAgain,
  ),
  QBWC1008: guide(
    'The Web Connector could not connect to QuickBooks, also at the second attempt. The message beside it says why.',
    openAgain,
  ),
  QBWC1009: guide(
    'The Web Connector could not connect to QuickBooks, and somebody chose Cancel instead of trying again.',
    openAgain,
  ),
  QBWC1010: guide('The address of the service does not begin with https.', wrongFile),
  QBWC1011: guide(
    'The Web Connector shows a connection that is no longer registered in Windows.',
    startAgain,
  ),
  QBWC1012: guide(
    'The service did not let the Web Connector sign in, or failed while it did. The message beside it says more.',
    `See whether that computer reaches the internet, and try again later. ${fixes.askProvider}`,
  ),
  QBWC1013: guide(
    'The Web Connector could not connect to QuickBooks during an update, and told the service so.',
    openAgain,
  ),
  QBWC1014: guide(
    'QuickBooks did not answer the first questions of the update.',
    `Close any window that waits in QuickBooks, and let it update again. ${fixes.askProvider}`,
  ),
  QBWC1015: guide(
    'The update is done, but the Web Connector could not end its session with QuickBooks.',
    `Close QuickBooks and the Web Connector at that computer and start both again. ${fixes.askProvider}`,
  ),
  QBWC1016: guide(
    'Update was chosen, but no connection is ticked.',
    'Tick the box at the left of the connection, then choose Update Selected.',
  ),
  QBWC1017: guide(
    'Some connections could not be updated. The message names them.',
    `Look up the code that stands before this one in QWCLog.txt. ${fixes.askProvider}`,
  ),
  QBWC1018: guide(
    'There is no connection in the Web Connector to select.',
    'Open the link again at that computer, so that the connection is added.',
  ),
  QBWC1019: guide(
    'There is no connection in the Web Connector to take out of the selection.',
    'Open the link again at that computer, so that the connection is added.',
  ),
  QBWC1020: guide(
    'The Web Connector was about to be closed although connections run by themselves.',
    'Choose No and leave it open, so that the connection goes on working.',
  ),
  QBWC1021: guide(
    'The Web Connector could not find out which requests this QuickBooks understands.',
    `${fixes.update} If it stays: ${fixes.askProvider}`,
  ),
  QBWC1022: guide(
    'The Web Connector could not connect to QuickBooks while the connection was being added.',
    openAgain,
  ),
  QBWC1023: guide(
    'The Web Connector could not connect to QuickBooks while the connection was being added, also at the second attempt.',
    openAgain,
  ),
  QBWC1024: guide(
    'The Web Connector could not connect to QuickBooks while the connection was being added, and somebody chose Cancel. Often a window in QuickBooks is waiting for an answer.',
    fixes.lookForWindow,
  ),
  QBWC1025: guide(
    'QuickBooks failed while it looked for the id of the connection in the company file.',
    `Close QuickBooks and start it again, then open the link again. ${fixes.askProvider}`,
  ),
  QBWC1026: guide(
    'The id of the connection could not be added to the company file. It may be in use already.',
    'Do not open several downloads of the same link. Open the link again from the start, or ask the person who runs the service for a new one.',
  ),
  QBWC1027: guide(
    'The id of the connection could not be added to the company file. The message beside it says why.',
    `Open the company file as Admin and open the link again. ${fixes.askProvider}`,
  ),
  QBWC1028: guide('The Web Connector could not store the password.', askForPassword),
  QBWC1029: guide('The Web Connector could not read the stored password.', askForPassword),
  QBWC1030: guide('No password was entered for the connection.', askForPassword),
  QBWC1031: guide(
    'The update ended with an error, which the service was told.',
    `Look up the code that stands before this one in QWCLog.txt. ${fixes.askProvider}`,
  ),
  QBWC1032: guide(
    'An update was due for a connection that is no longer registered in Windows.',
    startAgain,
  ),
  QBWC1033: guide(
    'The Web Connector does not run, because it cannot write its log file.',
    'Ask the person who looks after that computer: the folder of QWCLog.txt may be missing or write-protected, or the disk may be full.',
  ),
  QBWC1034: guide(
    'A part of QuickBooks that serves other programs may be installed wrongly.',
    'Ask the person who looks after that computer to repair QuickBooks and the Web Connector there.',
  ),
  QBWC1035: guide(
    'The connection names the computer itself as its service, which is meant for tests.',
    wrongFile,
  ),
  QBWC1036: guide(
    'The service failed when it was asked which version of the Web Connector it wants.',
    fixes.askProvider,
  ),
  QBWC1037: guide(
    'The service does not work with this version of the Web Connector, or warns of it.',
    'Do what the message says. Mostly a newer Web Connector has to be installed at that computer.',
  ),
  QBWC1038: guide(
    'The master key for the passwords was not entered, or was wrong.',
    `Enter the right master key. If nobody knows it: ${askForPassword}`,
  ),
  QBWC1039: [
    say(
      'conflict',
      ['connectorGuide', 'expensify', 'fixhub'],
      "In Intuit's guide: the connection could not be added to the registry of that computer.",
      fromTheStart,
    ),
    say(
      'conflict',
      ['connectorGuide', 'expensify', 'fixhub'],
      "In reports from the field: 'Unique OwnerID/FileID pair value required'. The company file already holds a connection with the same ids.",
      "Do not open several downloads of the same link, and make no second connection for the file. Intuit's CP3 tool is reported to mend it: make a backup of the company file first.",
    ),
  ],
  QBWC1040: guide(
    'The user name or the password of the connection is missing or wrong.',
    askForPassword,
  ),
  QBWC1041: guide(
    'The service failed while the Web Connector asked it for work.',
    `It is mostly a fault of the service: try again later. ${fixes.askProvider}`,
  ),
  QBWC1042: guide(
    "The service failed while it took QuickBooks' answer.",
    `It is mostly a fault of the service: try again later. ${fixes.askProvider}`,
  ),
  QBWC1043: guide(
    'The service failed while it was asked for its last error.',
    `It is mostly a fault of the service: try again later. ${fixes.askProvider}`,
  ),
  QBWC1044: guide(
    'The service failed at the end of the update.',
    `It is mostly a fault of the service: try again later. ${fixes.askProvider}`,
  ),
  QBWC1045: guide(
    'QuickBooks could not be reached, and the service failed when it was told.',
    `Look up the code that stands before this one in QWCLog.txt. ${fixes.askProvider}`,
  ),
  QBWC1046: guide(
    'The service answered in a wrong form when it was asked for versions.',
    fixes.askProvider,
  ),
  QBWC1048: guide(
    'The certificate of the server could not be verified.',
    `See that the date and the time of that computer are right. Do not switch off any check of certificates. ${fixes.askProvider}`,
  ),
  QBWC1085: [
    say(
      'conflict',
      ['connectorReports', 'connectorGuide'],
      "Reports conflict. Some say that the Web Connector cannot write its log file, others that the last attempt failed. Intuit's guide of 2022 does not list it.",
      'Close the Web Connector, start it again, then choose Check again. Do not remove the connection for this code alone.',
    ),
  ],
  'QBWC10…': guide(
    "A code of the Web Connector. Intuit's guide of 2022 lists such codes up to QBWC1048; what this one means is not known here.",
    `Read the message beside it, and look up any second code in QWCLog.txt. ${fixes.askProvider}`,
  ),
};
