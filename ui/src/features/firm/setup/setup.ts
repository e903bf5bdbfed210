/** The steps of setting a firm up, and which field a refusal is about. */
import type { FirmForm, ManagedField } from '../../../ipc';
import type { ProblemView } from '../../../ipc/types';
import { problem as sentence } from '../../../words';

export const setUpSteps = ['firm', 'conductor', 'intuit', 'told'] as const;
export type SetUpStep = (typeof setUpSteps)[number];

export interface Refusal {
  message: string;
  /** What the system or a library said. */
  detail?: string | undefined;
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

const isField = (field: string): field is keyof FirmForm => field in stepOf;

/** Where a refusal belongs. A service that is silent, a keychain or a disk that fails belong to no field. */
export function refusalOf(problem: ProblemView): Refusal {
  const { detail, field } = problem;
  const about = field !== undefined && isField(field) ? field : null;
  return { message: sentence(problem), detail, step: about && stepOf[about], field: about };
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

/** Only an answer earns a tick, and answers come when all is saved: until then a step is entered, or it failed. */
export type StepMark = 'none' | 'sent' | 'now';

export function markOf(
  step: SetUpStep,
  form: FirmForm,
  managed: readonly ManagedField[] | undefined,
  refusal: Refusal | null,
): StepMark {
  if (refusal?.step === step) return 'now';
  return isFilled(step, form, managed) ? 'sent' : 'none';
}

type Shaped = 'conductorSecretKey' | 'conductorPublishableKey' | 'relayUrl';

const beginnings: Record<Shaped, readonly string[]> = {
  conductorSecretKey: ['sk_conductor_'],
  conductorPublishableKey: ['pk_conductor_'],
  // A relay on this computer needs no certificate.
  relayUrl: ['https://', 'http://localhost', 'http://127.0.0.1'],
};

const shapedIn: Record<SetUpStep, readonly Shaped[]> = {
  firm: [],
  conductor: ['conductorSecretKey', 'conductorPublishableKey'],
  intuit: ['relayUrl'],
  told: [],
};

/** The fields of the step that begin as no key or address of their kind does. What is half typed may still become one. */
export function doubtsOf(step: SetUpStep, form: FirmForm): Shaped[] {
  return shapedIn[step].filter((field) => {
    const value = form[field].trim();
    return (
      value !== '' && !beginnings[field].some((it) => value.startsWith(it) || it.startsWith(value))
    );
  });
}
