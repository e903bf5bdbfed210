/** The steps of setting a firm up, and which field a refusal is about. */
import type { FirmForm, ManagedField } from '../../../ipc';
import type { ProblemView } from '../../../ipc/types';

export const setUpSteps = ['firm', 'conductor', 'intuit', 'told'] as const;
export type SetUpStep = (typeof setUpSteps)[number];

export interface Refusal {
  message: string;
  step: SetUpStep | null;
  field: keyof FirmForm | null;
}

const stepOf: Record<keyof FirmForm, SetUpStep> = {
  firmName: 'firm',
  conductorSecretKey: 'conductor',
  conductorPublishableKey: 'conductor',
  intuitClientId: 'intuit',
  intuitEnvironment: 'intuit',
  relayUrl: 'intuit',
  intuitClientSecret: 'intuit',
  accountingScope: 'intuit',
  askRoles: 'intuit',
};

type Text = Exclude<keyof FirmForm, 'intuitEnvironment' | 'accountingScope' | 'askRoles'>;

/** The app's sentences name the field; the first that fits wins. */
const fields: readonly [RegExp, keyof FirmForm][] = [
  [/give the firm a name/i, 'firmName'],
  [/client secret/i, 'intuitClientSecret'],
  [/client id/i, 'intuitClientId'],
  [/relay/i, 'relayUrl'],
  [/swapped/i, 'conductorSecretKey'],
  [/publishable key/i, 'conductorPublishableKey'],
  [/secret key|keys of conductor, of intuit|conductor's keys/i, 'conductorSecretKey'],
];

/** Where a refusal belongs; a keychain or a disk that fails belongs to no field. */
export function refusalOf(problem: ProblemView, message: string): Refusal {
  const about = ['invalid', 'keyRefused', 'unreachable'].includes(problem.code);
  const field = about ? (fields.find(([words]) => words.test(message))?.[1] ?? null) : null;
  return { message, step: field && stepOf[field], field };
}

/** What the firm has set outside the app counts as filled in. */
export function isFilled(
  step: SetUpStep,
  form: FirmForm,
  managed: readonly ManagedField[] = [],
): boolean {
  const has = (field: Text): boolean =>
    form[field].trim() !== '' || (managed as readonly string[]).includes(field);
  switch (step) {
    case 'firm':
      return has('firmName');
    case 'conductor':
      return has('conductorSecretKey') && has('conductorPublishableKey');
    case 'intuit':
      return has('intuitClientId') && (has('relayUrl') || has('intuitClientSecret'));
    case 'told':
      return false;
  }
}

/** There is something to check, so that the last steps can be left out. */
export function isWorthSaving(form: FirmForm, managed: readonly ManagedField[] = []): boolean {
  const keys = form.conductorSecretKey + form.conductorPublishableKey + form.intuitClientId;
  return (
    isFilled('firm', form, managed) && (keys.trim() !== '' || isFilled('intuit', form, managed))
  );
}
