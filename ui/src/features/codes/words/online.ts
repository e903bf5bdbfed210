/**
 * Fault codes of QuickBooks Online. QuickBooks Desktop uses some of the same numbers for other things. The file is
 * long because it is a list.
 */
import { fixes, of, type Meaning, type Meanings } from './facts';

const say = of('online');

/** In Intuit's table of error codes. */
function listed(cause: string, fix: string = fixes.otherApp): Meaning[] {
  return [say('vendor', 'onlineCodes', cause, fix)];
}

const renewed = 'Choose Check again; the sign-in is renewed first. If it stays, reconnect.';
const openIt =
  'See whether the company can be opened in QuickBooks Online. If it can, reconnect. Otherwise ask an admin of that company.';
const gone = 'See in QuickBooks Online whether the record was deleted or made inactive.';
const value = (what: string): Meaning[] => listed(`${what} in the request is not valid.`);

export const online: Meanings = {
  '100': listed('The sign-in was not accepted.', renewed),
  '110': listed('The sign-in was not accepted.', renewed),
  '120': [
    say(
      'vendor',
      ['onlineCommon', 'onlineCodes'],
      'The person who signed in may not use this company any more, or an accountant user was removed from it.',
      'Ask an admin of that company for an invitation, or connect as someone who is a user there.',
    ),
  ],
  '130': listed('The request reached the wrong part of QuickBooks Online.', fixes.waitAndCheck),
  '140': listed(
    'The company is locked at the moment.',
    'Open the company in QuickBooks Online and see what it says. An admin of the company or Intuit has to unlock it.',
  ),
  '150': listed('The company is being worked on by Intuit.', fixes.waitAndCheck),
  '500': [
    say(
      'vendor',
      ['onlineCommon', 'onlineCodes'],
      'The request asks for something that QuickBooks Online does not support, or has letters that it cannot read.',
      fixes.copyDetails,
    ),
  ],
  '600': listed(
    'The same request came twice. The second was not carried out.',
    'Nothing has to be done.',
  ),
  '610': [
    say(
      'vendor',
      ['onlineCommon', 'onlineCodes'],
      'What was asked for was not found in the company, or was made inactive.',
      gone,
    ),
  ],
  '620': listed('The transaction cannot be linked to that one.'),
  '630': listed('A record with the same number or id exists already.'),
  '700': listed('The record to which this one should belong is not valid.'),
  '800': listed('The record cannot be deleted, because others refer to it.'),
  '900': listed('A record cannot be its own parent.'),
  '1000': listed('The operation failed. The message beside the code says why.'),
  '1010': listed('The record could not be created. The message beside the code says why.'),
  '1020': listed('The record could not be changed. The message beside the code says why.'),
  '1040': listed('Too many requests were sent as one.'),
  '1050': listed(
    'The request came in a form that QuickBooks Online does not read.',
    fixes.copyDetails,
  ),
  '2000': value('A name of a record'),
  '2010': listed(
    'The request has a field that QuickBooks Online does not know.',
    fixes.copyDetails,
  ),
  '2020': listed('The request lacks something that is needed.', fixes.copyDetails),
  '2030': value('An id'),
  '2040': listed('A text has a character that QuickBooks Online does not take.'),
  '2050': listed('A text is too long or too short for its field.'),
  '2060': value('The form of a date'),
  '2070': value('A date'),
  '2080': value('The form of a number'),
  '2090': value('A number'),
  '2100': value('The form of a decimal number'),
  '2110': value('A decimal number'),
  '2120': value('The kind of a record'),
  '2130': value('The id of the request'),
  '2140': value('An amount'),
  '2150': value('A percentage'),
  '2160': value('A quantity'),
  '2170': value('A value from a fixed list'),
  '2180': value('A range of texts'),
  '2190': value('A range of dates'),
  '2200': value('A web address'),
  '2210': value('An e-mail address'),
  '2220': value('A currency'),
  '2230': value('A yes or no'),
  '2240': value('A range of numbers'),
  '2250': listed('The transaction has no line.'),
  '2260': listed('A line of the journal entry is neither a debit nor a credit.'),
  '2270': listed('It is not said what a tax applies to.'),
  '2280': listed('A tax code was given without the amount of the tax.'),
  '2290': listed('A line has a negative amount, which is not allowed there.'),
  '2300': listed('Debits and credits of the entry are not equal.'),
  '2500': value('A reference to another record'),
  '2600': listed('Two parts of the request exclude each other.'),
  '3000': value('A custom field'),
  '3001': [
    say(
      'seen',
      ['limits', 'online'],
      'Too many questions at once. Intuit asks to slow down.',
      'Wait a minute; checks go on by themselves.',
    ),
  ],
  '3100': [
    say(
      'seen',
      ['online'],
      'Intuit allows this app no access to the company. Seen when keys for development meet a real company, the company number is wrong, the subscription lapsed or a permission is missing.',
      openIt,
    ),
  ],
  '3200': [
    say(
      'seen',
      ['online', 'onlineCodes'],
      'The access token has run out or is not readable. One lasts an hour and is renewed.',
      renewed,
    ),
  ],
  '3202': listed(
    'The request came without its access token, or with an empty field in its place.',
    renewed,
  ),
  '4000': listed('QuickBooks Online could not read the query.', fixes.copyDetails),
  '4001': listed('The query is not valid.', fixes.copyDetails),
  '4002': listed('QuickBooks Online failed while it worked on the query.', fixes.waitAndCheck),
  '5000': listed('A field was used that QuickBooks Online no longer wants.'),
  '5010': listed(
    'The record changed in between. Somebody saved it after it was read.',
    'Nothing is lost. The other program has to read the record again before changing it.',
  ),
  '5020': [
    say(
      'vendor',
      ['onlineCodes', 'online'],
      'The person who signed in has no permission for this in QuickBooks Online.',
      'Ask an admin of that company, or connect as someone who may.',
    ),
  ],
  '5030': listed(
    'The company does not have the feature. Its subscription or its country may not include it.',
    'Look in QuickBooks Online under Account and settings which plan the company has.',
  ),
  '6000': listed(
    'A rule of accounting stands against it. The message beside the code names the rule.',
    'Read the message under Details and put it right in QuickBooks Online.',
  ),
  '6010': listed('The account has no type.'),
  '6030': listed('The file is too large to be attached.'),
  '6041': listed('The file cannot be attached: it is of a kind that is not allowed.'),
  '6070': listed('The amount of a line is not its quantity times its price.'),
  '6080': listed('The record has no name.'),
  '6090': listed('A discount has neither amount nor percentage.'),
  '6100': listed('The tax code of a line is not valid.'),
  '6140': listed(
    'The document number is in use already.',
    'Choose another number in the other program, or change the numbering in QuickBooks Online.',
  ),
  '6160': listed('The tax code is not valid.'),
  '6180': listed('Accounts or customers are nested more than five deep.'),
  '6190': [
    say(
      'vendor',
      ['onlineCodes', 'onlineCommon'],
      'The subscription of the company has ended, was cancelled or has a problem with its payment.',
      'Ask an admin of the company to open QuickBooks Online and to renew the subscription. Then choose Check again.',
    ),
  ],
  '6200': listed(
    'The books are closed up to that date.',
    'Ask the person who closed the books of the company.',
  ),
  '6210': listed(
    'The books are closed up to that date, and a password is needed to change them.',
    'Ask the person who closed the books of the company.',
  ),
  '6220': listed('The record cannot be deleted, because it has an open balance.'),
  '6240': [
    say(
      'vendor',
      ['onlineCodes', 'onlineCommon', 'online'],
      'A name is already in use in the company. Customers, vendors and employees share one list of names.',
      'Counterfoil does not write to the books, so this code comes from another app. Choose another name there.',
    ),
  ],
  '6250': listed('The customer does not exist or is inactive.'),
  '6270': listed('The date is before the first day of an inventory item.'),
  '6280': listed('The customer cannot be deleted, because there are charges that were not billed.'),
  '6430': listed('The type of the account does not fit.'),
  '6440': listed('A line has no product, service or account.'),
  '6450': listed('The transaction cannot be voided, because it is settled.'),
  '6470': listed('A tax is not allowed there, or its rate is missing.'),
  '6480': listed('The transaction cannot be deleted, because it is matched to another one.'),
  '6540': listed(
    'The transaction is part of a deposit, and cannot be changed there.',
    'Take it out of the deposit in QuickBooks Online first.',
  ),
  '10000': [
    say(
      'vendor',
      ['onlineCodes', 'online'],
      'A fault inside QuickBooks Online.',
      fixes.waitAndCheck,
    ),
  ],
  '10100': listed('The answer would be too large.', fixes.copyDetails),
  '10200': listed('The company was reset meanwhile.', openIt),
  'Online 2…': listed(
    'A code from 2000 to 2999 says that a value in a request to QuickBooks Online is not valid. What this one means is not known here.',
  ),
  'Online 4…': listed(
    'A code from 4000 to 4999 is about a query to QuickBooks Online. What this one means is not known here.',
    fixes.copyDetails,
  ),
  'Online 5…': listed(
    'A code from 5000 to 5999 says that QuickBooks Online did not allow a request, or that the record changed. What this one means is not known here.',
    'Read the message beside it, and see in QuickBooks Online whether the person who signed in may do that.',
  ),
  'Online 6…': listed(
    'A code from 6000 to 6999 is a rule of QuickBooks Online that stands against a request. What this one means is not known here; the message beside it names the rule.',
    'Read the message beside it and put it right in QuickBooks Online, or show it to the person who looks after the program that asked.',
  ),
  'Online 10…': listed(
    'A code from 10000 on is a fault inside QuickBooks Online. What this one means is not known here.',
    fixes.waitAndCheck,
  ),
};
