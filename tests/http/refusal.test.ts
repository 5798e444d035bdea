import { expect, test } from 'vitest';
import { asRefusal } from '../../src/http/refusal.ts';

const failed = (code: string, message = 'failed') => Object.assign(new Error(message), { code });

test.each([
  ['a host without a name', 'ENOTFOUND'],
  ['a name server away', 'EAI_AGAIN'],
  ['nobody listening', 'ECONNREFUSED'],
  ['a connection cut', 'ECONNRESET'],
  ['a connection cut while writing', 'EPIPE'],
  ['no answer', 'ETIMEDOUT'],
  ['no way there', 'EHOSTUNREACH'],
  ['no network', 'ENETUNREACH'],
  ['no socket', 'ENOENT'],
  ['a slow connection', 'CONNECT_TIMEOUT'],
  ['a closed connection', 'CONNECTION_CLOSED'],
  ['a connection ended by us', 'CONNECTION_ENDED'],
  ['connection failure', '08006'],
  ['a server that stops', '57P01'],
  ['a server that crashed', '57P02'],
  ['a server that starts', '57P03'],
  ['a statement that took too long', '57014'],
  ['too many connections', '53300'],
  ['a lock that took too long', '55P03'],
  ['a circle of locks', '40P01'],
  ['a transaction that was left alone', '25P03'],
  ['a session that was left alone', '57P05'],
  ['a standby', '25006'],
])('%s (%s) is worth another try', (_, code) => {
  expect(asRefusal(failed(code))).toMatchObject({ refusal: 'unavailable', retryAfter: 5 });
  expect(asRefusal(new Error('Failed query', { cause: failed(code) }))).toMatchObject({ refusal: 'unavailable' });
});

test.each(['23505', '42P01', '22P02', 'ERR_INVALID_URL'])('%s is a bug', (code) => {
  expect(asRefusal(failed(code))).toMatchObject({ refusal: 'internal_error', status: 500 });
});

test('a visitor who left while their form was on its way is no trouble of ours', () => {
  expect(asRefusal(failed('ECONNRESET', 'aborted'))).toMatchObject({ refusal: 'malformed_request', status: 400 });
});
