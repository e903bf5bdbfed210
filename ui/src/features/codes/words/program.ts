/** Numbers that QuickBooks Desktop shows in its own windows. They are not answers to a program. */
import { of, type Meaning, type Meanings } from './facts';

function meaning(cause: string, fix: string): Meaning[] {
  return [of('program')('unverified', 'toolsHub', cause, fix)];
}

const toolHub =
  "The person who looks after that computer can use Intuit's QuickBooks Tool Hub, which has repairs for this family. Make a backup of the company file first.";

const hosting = meaning(
  'QuickBooks cannot reach the company file on another computer in multi-user mode.',
  `On the computer that holds the file, see that it is on and in the network, and that QuickBooks Database Server Manager runs there. A firewall may be in the way. ${toolHub}`,
);

export const program: Meanings = {
  H101: hosting,
  H202: hosting,
  H303: hosting,
  H505: hosting,
  '1603': meaning(
    'QuickBooks, or a part of Windows that it needs, could not be installed or updated.',
    `Ask the person who looks after that computer to install it again, after a restart. ${toolHub}`,
  ),
  '3371': meaning(
    'QuickBooks could not read its licence on that computer.',
    `Ask the person who looks after that computer to update Windows and to enter the licence again. ${toolHub}`,
  ),
  'PS…': meaning(
    'A code of this family is about updates or the subscription of payroll in QuickBooks Desktop. What this one means is not known here.',
    'At that computer, see under Employees › Payroll whether the subscription is active, update QuickBooks, then get the payroll update again.',
  ),
  'OL-…': meaning(
    'A code of this family is about downloads from a bank in QuickBooks Desktop. What this one means is not known here.',
    'See at the bank whether the sign-in works there, then try the download again in QuickBooks. It has nothing to do with the connection to Counterfoil.',
  ),
  'Program 6…': meaning(
    'From 6000 to 6999 QuickBooks shows in a window that it cannot open the company file. The second number says more, and is not known here.',
    `Open the company file on the computer that holds it. If that works, the network or the hosting of the file is at fault; otherwise do not work on with the file and make a copy of it. ${toolHub}`,
  ),
  'Program 12…': meaning(
    'From 12000 to 12999 QuickBooks shows that an update could not be loaded. The network, a firewall or the clock of that computer may be at fault.',
    `See that the date of that computer is right and that it reaches the internet. ${toolHub}`,
  ),
  'Program 15…': meaning(
    'From 15000 to 15999 QuickBooks shows that an update could not be installed, often one of payroll.',
    `Let an administrator of Windows start the update once at that computer. ${toolHub}`,
  ),
};
