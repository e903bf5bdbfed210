/**
 * Status codes of QuickBooks Desktop: what it answers to a single request. QuickBooks Online uses some of the same
 * numbers for other things. The file is long because it is a list.
 */
import { fixes, of, type Meaning, type Meanings } from './facts';

const say = of('desktop');

/** Seen in Intuit's table. */
function listed(cause: string, fix: string): Meaning[] {
  return [say('vendor', ['desktopStatus', 'desktopList'], cause, fix)];
}

/** Seen in public code that answers it. */
function used(cause: string, fix: string): Meaning[] {
  return [say('seen', ['desktopCode'], cause, fix)];
}

/** Known of the table, but not read there. */
function remembered(cause: string, fix: string): Meaning[] {
  return [say('unverified', ['desktopList'], cause, fix)];
}

const other = fixes.otherApp;
const wait =
  'Nothing is lost. Let the person finish and close the record, then let the other program try again.';
const closed =
  'Ask the person who closed the books in QuickBooks. Counterfoil does not write to the books; the other program has to use a later date.';
const seeRecord =
  'See in QuickBooks whether the record was deleted, merged or renamed, and whether the right company file is connected.';

export const desktop: Meanings = {
  '0': listed('All went well.', 'Nothing has to be done.'),
  '1': listed(
    'QuickBooks found nothing that matches. It is not a fault.',
    'Look with other dates or names, or see whether the right company file is connected.',
  ),
  '500': [
    say(
      'vendor',
      ['desktopStatus', 'desktopList', 'integrators'],
      'QuickBooks could not find what was asked for. A name or id does not exist in the company file.',
      seeRecord,
    ),
  ],
  '501': listed('This version of QuickBooks cannot hand out that kind of record.', fixes.update),
  '510': listed('QuickBooks cannot hand out this record.', other),
  '530': listed(
    'This version or edition of QuickBooks does not know one of the fields.',
    fixes.update,
  ),
  '531': listed(
    'This version or edition of QuickBooks does not know one of the values.',
    fixes.update,
  ),
  '550': listed(
    'The record was saved, but its notes were not.',
    'Add the notes by hand in QuickBooks, or show the message to the person who looks after the other program.',
  ),
  '560': listed('A field was used that QuickBooks will drop some day. It still works.', other),
  '570': listed(
    'The transaction cannot be linked, because the other one is closed already.',
    'See in QuickBooks whether the invoice or bill is paid or closed. The other program has to choose another one.',
  ),
  '600': listed(
    'There is nothing left to clear after an earlier error.',
    'Nothing has to be done.',
  ),
  '1000': listed(
    'A fault inside QuickBooks while it worked on the request.',
    'At that computer, close QuickBooks and start it again. If it stays, ask the person who looks after the company file to verify it.',
  ),
  '1010': listed(
    'QuickBooks is not available at the moment.',
    'Wait a few minutes, then choose Check again.',
  ),
  '1030': listed('This version or edition of QuickBooks does not know the request.', fixes.update),
  '1060': listed('The id of the request is not valid; it may be too long.', other),
  '3000': used('An id is not valid. The record may have been deleted.', seeRecord),
  '3010': remembered('A yes or no in the request is not valid.', other),
  '3020': remembered('A date in the request is not valid.', other),
  '3030': remembered('The dates from and to do not fit together.', other),
  '3031': remembered('The texts from and to do not fit together.', other),
  '3035': remembered('A length of time in the request is not valid.', other),
  '3040': remembered('An amount in the request is not valid.', other),
  '3045': remembered('A price in the request is not valid.', other),
  '3050': remembered('A percentage in the request is not valid.', other),
  '3060': remembered('A quantity in the request is not valid.', other),
  '3065': remembered('A long id (GUID) in the request is not valid.', other),
  '3070': remembered('A text is too long for its field.', other),
  '3080': remembered('A text has a character that QuickBooks does not take.', other),
  '3085': remembered('A number in the request is not valid.', other),
  '3090': remembered('A record in the request is not valid.', other),
  '3100': used(
    'A name is already in use in the company file. Customers, vendors, employees and other names share one list.',
    'Look in QuickBooks for the name, also among the inactive ones. Counterfoil does not write to the books; the other program has to use another name or the record that is there.',
  ),
  '3110': remembered('An amount is outside of what QuickBooks takes.', other),
  '3120': used('A record that the request names was not found.', seeRecord),
  '3130': remembered('The record to which this one should belong was not found.', seeRecord),
  '3140': used(
    'The request refers to a name that is not in the company file, such as a customer, an account or an item.',
    'Look in QuickBooks whether that name exists and is spelt the same way. The other program has to be told the right one.',
  ),
  '3150': used('The request lacks something that QuickBooks needs.', other),
  '3151': remembered('The request has something that does not belong in it.', other),
  '3160': remembered(
    'The record cannot be deleted, because others refer to it.',
    'Make the record inactive in QuickBooks instead.',
  ),
  '3161': remembered(
    'The transaction cannot be deleted: the books are closed up to its date.',
    closed,
  ),
  '3162': remembered(
    'Something is not allowed while the company file is in multi-user mode.',
    'An Admin opens the file in single-user mode, lets the other program finish, and switches back.',
  ),
  '3170': used(
    'The record cannot be changed at the moment. Often somebody else has it open.',
    wait,
  ),
  '3171': remembered(
    'The transaction cannot be changed: the books are closed up to its date.',
    closed,
  ),
  '3172': remembered(
    'The transaction cannot be changed, because another one depends on it.',
    other,
  ),
  '3173': remembered(
    'The record was changed or deleted meanwhile, together with one that belongs to it.',
    wait,
  ),
  '3175': used('The transaction is in use. Somebody or another program has it open.', wait),
  '3176': used(
    'A record that belongs to the transaction is in use. Somebody or another program has it open.',
    wait,
  ),
  '3177': remembered('The record is in use and cannot be changed at the moment.', wait),
  '3180': used(
    "QuickBooks could not save the record. QuickBooks' own message stands beside the code.",
    'Read that message: it names the reason, such as a number that is in use, or a list that somebody else changed at that moment. Put it right in QuickBooks and let the other program try again.',
  ),
  '3181': remembered(
    'The transaction cannot be saved: the books are closed up to its date.',
    closed,
  ),
  '3185': remembered('The transaction cannot be voided.', other),
  '3190': remembered('The transaction cannot be marked as cleared.', other),
  '3200': [
    say(
      'seen',
      ['integrators', 'desktopCode'],
      'The record changed in between. Somebody or something saved it after it was read.',
      'Nothing is lost. Read the record again before changing it.',
    ),
  ],
  '3210': remembered(
    'A value in the request does not fit a rule of QuickBooks, whose own message stands beside the code.',
    other,
  ),
  '3230': remembered(
    'Nothing was saved, because an earlier part of the same request failed.',
    other,
  ),
  '3231': remembered(
    'This part was not worked on, because an earlier part of the same request failed.',
    other,
  ),
  '3240': remembered('A record that the request names was deleted meanwhile.', seeRecord),
  '3250': used(
    'A feature is not switched on or not part of this edition of QuickBooks, such as inventory or classes.',
    'An Admin looks under Edit › Preferences whether the feature is on. Some features need Premier or Enterprise.',
  ),
  '3260': used(
    'The QuickBooks user of the connection has too few permissions for this.',
    'An Admin goes to Edit › Preferences › Integrated Applications › Company Preferences, chooses the connection, then Properties, and sees which user it signs in as. That user needs a role that may do this.',
  ),
  '3261': used(
    'The connection may not read personal data, such as social security or card numbers.',
    'Only if that is wanted, an Admin allows it under Edit › Preferences › Integrated Applications › Company Preferences, in the Properties of the connection.',
  ),
  '3270': remembered('An account to post to is missing.', other),
  '3280': remembered('The kind of item does not fit the request.', other),
  '3290': used('The lines of a transaction came in another order than QuickBooks has them.', other),
  '3300': remembered('A custom field could not be added or used.', other),
  '9001': remembered(
    'The sum of the request does not fit, so an earlier error could not be cleared.',
    other,
  ),
  '9002': remembered('No earlier answer was kept.', 'Nothing has to be done.'),
  '9003': remembered('The recovery after an error could not be prepared.', other),
  '9004': remembered('The earlier request is not valid, so it cannot be cleared.', other),
  'Desktop 5…': remembered(
    'A code from 500 to 999 is a warning of QuickBooks Desktop. It answered, but perhaps not all of what was expected; what this one means is not known here.',
    'Read the message beside it, and see in QuickBooks whether the records are there.',
  ),
  'Desktop 1…': remembered(
    'A code from 1000 to 1999 is a general error of QuickBooks Desktop. Nothing was handed out; what this one means is not known here.',
    fixes.restart,
  ),
  'Desktop 30…': remembered(
    'A code from 3000 to 3099 says that a value in the request has a form that QuickBooks Desktop does not take.',
    other,
  ),
  'Desktop 3…': remembered(
    'A code from 3100 on says why QuickBooks Desktop refused a single request. What this one means is not known here; the message beside it names the reason.',
    'Read the message beside it, and put right in QuickBooks what it names. Otherwise show it to the person who looks after the program that asked.',
  ),
};
