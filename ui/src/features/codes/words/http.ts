/** Plain HTTP statuses, which any service on the internet can answer with. */
import { fixes, of, type Confidence, type Meaning, type Meanings, type Source } from './facts';

const say = of('http');

function status(
  cause: string,
  fix: string,
  stated: Source = 'rfcHttp',
  sure: Confidence = 'vendor',
): Meaning[] {
  return [say(sure, stated, cause, fix)];
}

const theirs =
  'Nothing at the client has to change. Wait a few minutes, then choose Check again. If it stays, see the status page of the service, or copy the details.';
const inTheWay =
  'See whether other web pages open on this computer. A proxy or a filter of the network may be in the way: ask the person who looks after it. Otherwise wait a few minutes, then choose Check again.';

export const http: Meanings = {
  '200': status(
    'All went well.',
    'Nothing has to be done. If something failed all the same, the message beside it says more.',
  ),
  '301': status('The page has another address now.', inTheWay),
  '302': status('The service sends to another page, often one to sign in.', inTheWay),
  '400': status(
    'The service did not understand the request (bad request).',
    'Read the message beside it. It is mostly a fault of a program, not yours: copy the details and send them to the person who looks after Counterfoil in your firm.',
  ),
  '401': status(
    'The service did not accept the key or the sign-in (unauthorized).',
    "For Conductor, the person who looks after your firm's keys looks in Firm. For QuickBooks Online choose Check again, which renews the sign-in, and reconnect if it stays. In the Web Connector, see whether the password of the connection is right.",
  ),
  '402': status(
    'The service wants to be paid first.',
    "Ask the person who holds your firm's account at that service.",
  ),
  '403': status(
    'The service knows who asks, and does not allow it (forbidden).',
    'See whether the person who signed in may do this, or ask an admin of that company. At Intuit it is also seen with the wrong keys, and when too many questions came at once.',
  ),
  '404': status(
    'The service does not know the address or the record that was asked for (not found).',
    'See whether the address, the company number or the record is right. A link that is old may have run out: make a new one.',
  ),
  '405': status('The service does not take this kind of request there.', fixes.copyDetails),
  '407': status('A proxy on the way wants a sign-in.', inTheWay),
  '408': status('The request took too long to arrive.', inTheWay),
  '409': status(
    'The request does not fit the state of things at the service (conflict).',
    'Read the message beside it. From Conductor it mostly means that the connection is not set up, or that the Web Connector is not heard.',
  ),
  '410': status(
    'What was asked for is gone for good.',
    'A link that is old may have run out: make a new one.',
  ),
  '413': status('The request was too large.', fixes.copyDetails),
  '415': status('The service does not read this form of request.', fixes.copyDetails),
  '422': status(
    'The service understood the request, but a value in it is not valid.',
    fixes.copyDetails,
  ),
  '429': status(
    'Too many requests at once. The service asks to slow down.',
    'Wait a minute; checks go on by themselves.',
    'rfcMore',
  ),
  '431': status('The request had too much in its head.', fixes.copyDetails, 'rfcMore'),
  '500': status('The service had a fault of its own (internal server error).', theirs),
  '501': status('The service cannot do this.', fixes.copyDetails),
  '502': status(
    'A server between here and the service got no useful answer (bad gateway). Conductor also answers so when QuickBooks Desktop refused; then a second code stands beside it.',
    `Look up the second code under Details if there is one. ${theirs}`,
  ),
  '503': status('The service is not available at the moment (service unavailable).', theirs),
  '504': status(
    'A server between here and the service waited too long for its answer (gateway timeout). From Conductor it can mean that QuickBooks Desktop did not answer in time.',
    `See whether a window waits for an answer in QuickBooks Desktop. ${theirs}`,
  ),
  '511': status(
    'The network wants a sign-in first, as in hotels.',
    'Open a web page on this computer and sign in to the network.',
    'rfcMore',
  ),
  'HTTP 3…': status('A status from 300 to 399 sends to another address.', inTheWay),
  'HTTP 4…': status(
    'A status from 400 to 499 means that the service refused the request. Why this one was given is not known here.',
    'Read the message beside it. See whether the key and the sign-in are right; otherwise copy the details and send them to the person who looks after Counterfoil in your firm.',
  ),
  'HTTP 5…': status(
    'A status from 500 to 599 means that the service or a server before it failed. It says nothing about the client.',
    theirs,
  ),
};
