/** Every sentence of `npm run rotate-key`, in English. No token and no key is ever in one. */
import type { Resealed } from '../../src/google/reseal.ts';

const tokens = (number: number) => `${number.toLocaleString('en')} ${number === 1 ? 'token' : 'tokens'}`;

export const rotateKeyMessages = {
  help: [
    'Locks the tokens of connected calendars anew, with the present SECRET_KEY, after it was changed.',
    '',
    '  npm run rotate-key',
    '  npm run rotate-key -- --key-lost   calendars that no key opens any more are to be connected again',
    '',
    'SECRET_KEY_BEFORE says which keys were the clinic’s before. MediBook may run meanwhile, with the same settings.',
    'It may be run again at any time: what is locked with the present key already stays as it is.',
  ].join('\n'),
  usage:
    'It takes no arguments but --key-lost: keys are read from SECRET_KEY and SECRET_KEY_BEFORE (--help says more).',
  notReady:
    'This database has not the tables of this version of MediBook yet: start MediBook once first, then try again.',
  interrupted: 'Stopped: what is locked anew stays so. Run it again for the rest.',
  failed: (why: string) => `Not all tokens are locked anew: ${why}. Run it again for the rest.`,
  report,
};

/** What became of the tokens, as lines. `lost`: calendars that were given up; `before`: whether a key before is set. */
function report({ anew, already, closed, lost = 0 }: Resealed & { lost?: number }, before: boolean): string[] {
  const none = anew + already + closed + lost === 0;
  return [
    none
      ? 'No calendar is connected: there is no token to lock.'
      : `${tokens(anew)} locked anew with the present key, ${already.toLocaleString('en')} locked with it already.`,
    ...(closed > 0
      ? [
          `${tokens(closed)} can be opened by no key that is here, and ${closed === 1 ? 'was' : 'were'} left alone. Put the key from before into SECRET_KEY_BEFORE and run this again.`,
          'If that key is lost, run it with --key-lost, and whose calendar it is will be asked at once to connect it again.',
        ]
      : []),
    ...(lost > 0
      ? [
          `${lost.toLocaleString('en')} ${lost === 1 ? 'calendar is' : 'calendars are'} not opened any more: whose it is will be asked to connect it again.`,
        ]
      : []),
    ...(closed === 0 && before
      ? [
          'No connected calendar needs SECRET_KEY_BEFORE any more. Links from before the change do: keep it until the appointments that were booked before are past, and doctors who subscribe to their calendar have a new address.',
        ]
      : []),
  ];
}
