import { parser } from '@prometheus-io/lezer-promql';

/** A metric that a query asks for, and the labels that it tells it apart by. */
export interface Selector {
  readonly name: string;
  readonly labels: readonly string[];
}

/** A query and what it is about. */
export interface Query {
  readonly selectors: readonly Selector[];
  /** The labels that results are grouped by. */
  readonly grouping: readonly string[];
}

/**
 * Reads a query as Prometheus does.
 *
 * @throws Error if it is no PromQL
 */
export function parseQuery(query: string): Query {
  const selectors: { name: string; labels: string[] }[] = [];
  const grouping: string[] = [];
  parser.parse(query).iterate({
    enter: ({ name, from, to, node }) => {
      const text = query.slice(from, to);
      if (node.type.isError) throw new Error(`no PromQL at ${String(from)}: ${query}`);
      if (name === 'VectorSelector') selectors.push({ name: '', labels: [] });
      const selector = selectors.at(-1);
      if (name === 'Identifier' && selector?.name === '') selector.name = text;
      if (name !== 'LabelName') return;
      if (node.parent?.name === 'GroupingLabels') grouping.push(text);
      else selector?.labels.push(text);
    },
  });
  return { selectors, grouping };
}
