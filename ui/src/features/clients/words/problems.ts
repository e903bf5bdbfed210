/** Problems of a client, and of its row in a list. */
import type { ClientProblem } from '../../../ipc/types';
import { clientForm } from './client';
import { sentenceOf, type Sentences } from '../../../lib/sentences';

export const clientProblems: Sentences<ClientProblem> = {
  noName: () => clientForm.nameMissing,
  badEmail: ({ typed }) =>
    `“${typed}” isn't one e-mail address, such as sam@client.example. Leave it empty if you don't have one.`,
  fieldTooLong: ({ most }) =>
    `Keep the name, number and e-mail address under ${most} characters, on one line each.`,
  unknownClient: () => 'This client is no longer in the roster.',
  productConnected: ({ client }) =>
    `${client} is connected. Disconnect it before you change where its QuickBooks lives.`,
  productConnecting: ({ client }) =>
    `${client} is being connected. Cancel that before you change where its QuickBooks lives.`,
  badRow: ({ row, why }) => `Client ${row} of the list: ${sentenceOf(clientProblems, why)}`,
  noProduct: () => 'Say whether it uses QuickBooks Online or QuickBooks Desktop.',
  nameTwice: ({ name }) => `“${name}” is in the list twice.`,
  sourceIdTwice: ({ id }) => `Counterfoil ID ${id} is in the list twice.`,
  notOnline: ({ client }) =>
    `${client} uses QuickBooks Desktop, so there is no Intuit sign-in for it.`,
  notDesktop: ({ client }) => `${client} uses QuickBooks Online, so Conductor isn't needed for it.`,
  nameNotRepeated: ({ client }) => `Type ${client} exactly to delete its connection.`,
  hasEndUser: ({ client }) =>
    `${client} has a connection at Conductor already. Delete that one first.`,
  endUserTaken: ({ client }) =>
    `${client} uses this connection already. Two clients cannot share one.`,
  endUserGone: () => "Conductor doesn't have this connection any more. Look again.",
  thisOne: () =>
    "Conductor already has a connection that may be this client's. Say whether it is, so that the company isn't set up twice.",
  otherProject: () =>
    "This client's connection is in another Conductor project than this firm's keys. Put that project's keys back in Settings. Or, if it is not wanted any more, delete the connection and connect the client anew.",
  actionBrokeOff: () => 'It broke off. See in the list of clients what was done.',
  actionRunning: () => 'Other clients are being changed. Wait for that or stop it.',
};
