import type { Child } from 'hono/jsx';
import type { Field, Operation } from '../../src/api/outline.ts';
import { apiWords } from '../messages/api.ts';
import { type Frame, Page } from '../ui/page.tsx';

const words = apiWords.page;

type Problems = Record<string, number>;

/** The OpenAPI document for people. `problems` are all codes with their status; each has an anchor of its name. */
export const DocumentPage = ({
  frame,
  operations,
  problems,
}: {
  frame: Frame;
  operations: Operation[];
  problems: Problems;
}) => (
  <Page frame={frame} title={apiWords.document.title}>
    <h1>{apiWords.document.title}</h1>
    <p class="lead">{apiWords.document.description(frame.clinic.name)}</p>
    <p>
      {words.machine}
      <a href="/api/openapi.json">/api/openapi.json</a>
    </p>
    <h2>{words.operations}</h2>
    <ul>
      {operations.map((operation) => (
        <li>
          <a href={`#${anchor(operation)}`}>{operation.summary}</a>
        </li>
      ))}
    </ul>
    {operations.map((operation) => (
      <OperationSection operation={operation} />
    ))}
    <h2>{words.problems}</h2>
    <p>{words.problemsLead}</p>
    <ProblemTable problems={problems} />
    <h2>{words.faults}</h2>
    <Table
      label={words.faults}
      columns={[words.columns.code, words.columns.meaning]}
      rows={Object.entries(apiWords.faults).map(([code, meaning]) => [<code>{code}</code>, meaning])}
    />
  </Page>
);

const anchor = ({ method, path }: Operation) => `${method}${path}`.toLowerCase().replaceAll(/\W+/g, '-');

const OperationSection = ({ operation }: { operation: Operation }) => (
  <section aria-labelledby={anchor(operation)}>
    <h2 id={anchor(operation)}>{operation.summary}</h2>
    <p>
      <code>
        {operation.method} {operation.path}
      </code>
    </p>
    <Asked heading={words.query} fields={operation.query} />
    <Asked heading={words.body} fields={operation.body} />
    {operation.answers.map(({ status, description, fields }) => (
      <>
        <h3>{words.answer(status)}</h3>
        <p>{description}</p>
        <Fields label={words.answer(status)} fields={fields} />
      </>
    ))}
    <h3>{words.refusals}</h3>
    <Table
      label={words.refusals}
      columns={[words.columns.status, words.columns.codes]}
      rows={operation.refusals.map(({ status, codes }) => [
        status,
        codes.map((code, nth) => (
          <>
            {nth > 0 && ', '}
            <a href={`#${code}`}>{code}</a>
          </>
        )),
      ])}
    />
  </section>
);

const Asked = ({ heading, fields }: { heading: string; fields: Field[] }) =>
  fields.length > 0 ? (
    <>
      <h3>{heading}</h3>
      <Fields label={heading} fields={fields} required />
    </>
  ) : null;

const Fields = ({ label, fields, required = false }: { label: string; fields: Field[]; required?: boolean }) => (
  <Table
    label={label}
    columns={[words.columns.field, words.columns.type, words.columns.meaning]}
    rows={fields.map((field) => [
      <code>{field.name}</code>,
      field.type,
      [required && field.required && words.required, field.meaning].filter(Boolean).join('; '),
    ])}
  />
);

const ProblemTable = ({ problems }: { problems: Problems }) => (
  <table aria-label={words.problems}>
    <Columns names={[words.columns.code, words.columns.status, words.columns.meaning]} />
    <tbody>
      {Object.entries(apiWords.problems).map(([code, { title, detail }]) => (
        <tr id={code}>
          <th scope="row">
            <code>{code}</code>
          </th>
          <td>{problems[code]}</td>
          <td>{detail ? `${title}. ${detail}` : title}</td>
        </tr>
      ))}
    </tbody>
  </table>
);

const Table = ({ label, columns, rows }: { label: string; columns: string[]; rows: Child[][] }) => (
  <table aria-label={label}>
    <Columns names={columns} />
    <tbody>
      {rows.map(([head, ...cells]) => (
        <tr>
          <th scope="row">{head}</th>
          {cells.map((cell) => (
            <td>{cell}</td>
          ))}
        </tr>
      ))}
    </tbody>
  </table>
);

const Columns = ({ names }: { names: string[] }) => (
  <thead>
    <tr>
      {names.map((name) => (
        <th scope="col">{name}</th>
      ))}
    </tr>
  </thead>
);
