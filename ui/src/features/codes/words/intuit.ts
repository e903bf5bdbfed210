/** Codes of Intuit's interface for roles, and the words of its sign-in. */
import { fixes, of, type Meanings } from './facts';

const say = of('intuit');
const sign = of('signIn');

export const intuit: Meanings = {
  'VAL-1002': [
    say(
      'vendor',
      'role',
      'The person who signed in is not a user of this company, or the company number is wrong.',
      'Ask an admin of that company for an invitation, or connect as someone who is a user there.',
    ),
  ],
  'VAL-0100': [
    say(
      'vendor',
      'graphql',
      'Intuit could not read the question. That is a mistake in the program, not in yours.',
      fixes.copyDetails,
    ),
  ],
  'VAL-0001': [
    say('vendor', 'graphql', 'Intuit refused one value in the question.', fixes.copyDetails),
  ],
  INVALID_FIELD: [
    say(
      'vendor',
      'graphqlNew',
      'Intuit no longer knows a value that was asked for.',
      fixes.copyDetails,
    ),
  ],
  'VAL-…': [
    say(
      'vendor',
      'graphql',
      'A code of this family means that Intuit found the question not valid.',
      fixes.copyDetails,
    ),
  ],
  'AHZ-0010': [
    say(
      'vendor',
      ['graphql', 'role'],
      "Role details are not switched on for this app at Intuit, or the sign-in was made before they were. Everything else works; the role reads 'Role not available'.",
      'Nothing is broken. The person who set up the app can ask Intuit to switch role details on; sign-ins are made again after that.',
    ),
  ],
  'AHZ-…': [
    say(
      'vendor',
      'graphql',
      'A code of this family means that the person, the app or the permission is not enough.',
      'See under Details who is signed in. Connect as someone who may, or ask an admin of that company.',
    ),
  ],
  'SYS-…': [
    say(
      'vendor',
      'graphql',
      'A code of this family means a fault inside Intuit that is known there.',
      fixes.waitAndCheck,
    ),
  ],
  'OTH-…': [
    say(
      'vendor',
      'graphql',
      'A code of this family is what Intuit gives to every other fault.',
      fixes.waitAndCheck,
    ),
  ],
};

export const signIn: Meanings = {
  invalid_grant: [
    sign(
      'vendor',
      ['oauthFaq', 'rfcToken'],
      'Intuit no longer accepts this sign-in. It ran out, somebody disconnected it, another person connected the same company, the keys of the app changed, or it was renewed twice at once. It can also appear while Intuit has an outage.',
      'Counterfoil asks again before calling it lost. If the row says so then, reconnect: nothing in QuickBooks has changed.',
    ),
  ],
  invalid_client: [
    sign(
      'vendor',
      ['intuitLibrary', 'rfcToken'],
      'Intuit refused the key of the app, not that of your client. Clients stay connected.',
      "With a relay, its operator puts it right. With development keys, enter the client id and secret again in Firm, or ask the person who looks after your firm's keys.",
    ),
  ],
  invalid_request: [
    sign(
      'vendor',
      ['intuitLibrary', 'rfcToken'],
      'A part of the request was missing or odd.',
      fixes.copyDetails,
    ),
  ],
  invalid_scope: [
    sign(
      'vendor',
      ['oauth', 'rfcToken'],
      'The app asked for a permission that Intuit has not granted to it.',
      'Most often that is the one for roles. Turn off asking for roles in Firm, or have Intuit onboard the app to roles.',
    ),
  ],
  unauthorized_client: [
    sign(
      'vendor',
      ['intuitLibrary', 'rfcToken'],
      'The app may not ask in this way.',
      "See whether the keys belong to the chosen environment, or ask the person who looks after your firm's keys.",
    ),
  ],
  unsupported_grant_type: [
    sign(
      'vendor',
      ['intuitLibrary', 'rfcToken'],
      'The sign-in server does not know this kind of request.',
      fixes.copyDetails,
    ),
  ],
  access_denied: [
    sign(
      'vendor',
      ['oauth', 'rfcAuthorize'],
      "Somebody chose not to allow the connection on Intuit's page. Nothing was saved and nothing was lost.",
      'Connect again when you are ready. Only an admin or an accountant user can approve it.',
    ),
  ],
  invalid_token: [
    sign(
      'seen',
      'online',
      'The access token has run out or is not readable. One lasts an hour and is renewed.',
      'Choose Check again; the sign-in is renewed first. If it stays, reconnect.',
    ),
  ],
  app_already_purchased: [
    sign(
      'seen',
      ['workato', 'double'],
      'Somebody else has connected this app to the company already. A company keeps one connection to an app at a time.',
      'Find out who connected it and agree who keeps it. Let one person make all connections, or have the app admin switched in QuickBooks Online.',
    ),
  ],
  server_error: [
    sign(
      'vendor',
      'rfcAuthorize',
      'The sign-in server had a fault of its own. It says nothing about the client.',
      fixes.waitAndCheck,
    ),
  ],
  temporarily_unavailable: [
    sign(
      'vendor',
      'rfcAuthorize',
      'The sign-in server is too busy or is being worked on. It says nothing about the client.',
      fixes.waitAndCheck,
    ),
  ],
  unsupported_response_type: [
    sign(
      'vendor',
      'rfcAuthorize',
      'The sign-in server does not know this kind of answer.',
      fixes.copyDetails,
    ),
  ],
  insufficient_scope: [
    sign(
      'vendor',
      'graphql',
      'The sign-in does not cover what was asked.',
      'Reconnect, and leave all permissions ticked that Intuit shows. If it stays, ask the person who looks after Counterfoil in your firm.',
    ),
  ],
};
