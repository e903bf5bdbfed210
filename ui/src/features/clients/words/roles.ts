/** Words about the role of the person who signed in. */
import type { RoleView } from '../../../ipc/types';

export const roleNames = {
  admin: 'Admin',
  employee: 'Employee',
  inactive: 'Inactive',
  active: 'Active',
  other: 'Other role',
  payroll: 'Payroll',
  payrollOn: 'Payroll on',
  noPayroll: 'No payroll',
  payrollUnknown: 'Payroll —',
  payrollNotReported: 'Payroll not reported',
  notAvailable: 'Role not available',
  notAsked: 'Not asked yet',
} as const;

export const roleTips = {
  desktop: 'Roles come from QuickBooks Online only.',
  notAvailable: "Intuit hasn't enabled role details for this app yet. Everything else works.",
  notAsked: 'We ask for your role when you connect.',
  other: "Intuit reported a role that Counterfoil doesn't know.",
  payrollUnknown: 'Intuit did not say whether payroll is on.',
  yours: 'The role of the person who signed in, not of everyone in the company.',
} as const;

export function roleKind({ kind }: Pick<RoleView, 'kind'>): string {
  if (kind === 'admin') return roleNames.admin;
  return kind === 'employee' ? roleNames.employee : roleNames.other;
}

/** The role in words, for screen readers and copied text. */
export function roleWords(role: RoleView): string {
  if (role.availability === 'notAvailable') return roleNames.notAvailable;
  if (role.availability === 'notAsked') return '';
  const kind = roleKind(role);
  const payroll =
    role.payroll === null
      ? roleNames.payrollNotReported
      : role.payroll
        ? 'payroll on'
        : 'payroll off';
  return `${kind}, ${role.active ? '' : 'inactive, '}${payroll}`;
}

const notNeeded =
  'The connection, its checks and its renewals do not need the role. Nothing has to be done.';

export const roleUnknown = {
  title: roleNames.notAvailable,
  notNeeded,
  text: [
    "Intuit hasn't enabled role details for this app yet, or left them out of its answer. Everything else works.",
    notNeeded,
    'Until Intuit reports it, the person who signed in can see the role in QuickBooks Online under Settings › Manage users.',
  ],
  asking: 'Asking Intuit…',
  still: 'Intuit still does not say. Nothing else changes.',
} as const;
