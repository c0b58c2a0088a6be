import type { Connection, mongo } from 'mongoose';

/** What a server says of how it answers a query. */
export interface Plan {
  /** `teamId status number`, with a minus where it falls. */
  readonly indexes: readonly string[];
  /** The last one first. */
  readonly stages: readonly string[];
  readonly keys: number;
  readonly docs: number;
  /** The most that is asked for; undefined where that is all there are. */
  readonly limit: number | undefined;
  readonly isCount: boolean;
}

/** Something that is asked of the database, as it goes there. */
type Query = mongo.BSON.Document;

export interface Queries {
  /** Those that were asked since the last time. */
  taken(): Query[];
  stop(): void;
}

/** Notes the queries that go over a connection; it has to be made with `monitorCommands`. */
export function queriesOver(connection: Connection): Queries {
  let asked: Query[] = [];
  const note = ({ commandName: name, command }: mongo.CommandStartedEvent): void => {
    if (name === 'find' || name === 'aggregate') asked.push(command);
  };
  const client = connection.getClient().on('commandStarted', note);
  return {
    taken() {
      const since = asked;
      asked = [];
      return since;
    },
    stop() {
      client.off('commandStarted', note);
    },
  };
}

/** Asks the server how it answers a query, and what that costs. https://www.mongodb.com/docs/manual/reference/command/explain/ */
export async function planOf(query: Query, { db }: Connection): Promise<Plan> {
  const isCount = query['find'] === undefined;
  const { find, filter, sort, projection, limit } = isCount ? foundToBeCounted(query) : query;
  const explain = { find, filter, ...(sort && { sort }), ...(projection && { projection }), ...(limit && { limit }) };
  const { queryPlanner, executionStats } = (await db?.command({ explain, verbosity: 'executionStats' })) ?? {};
  const stages = stagesIn(queryPlanner?.winningPlan);
  return {
    indexes: [...new Set(stages.flatMap(({ indexName }) => (indexName === undefined ? [] : [readable(indexName)])))],
    stages: stages.map(({ stage }) => stage),
    keys: executionStats?.totalKeysExamined ?? Number.NaN,
    docs: executionStats?.totalDocsExamined ?? Number.NaN,
    limit,
    isCount,
  };
}

/** What a count finds, nothing of which it looks at: SecantusDB tells of an aggregation how it is planned, and not what it costs. */
function foundToBeCounted({ aggregate, pipeline }: Query): Query {
  const steps: Query = Object.assign({}, ...pipeline); // each step has one key of its own: $match, $limit, $group
  return { find: aggregate, filter: steps['$match'], limit: steps['$limit'], projection: { _id: 0, teamId: 1 } };
}

interface Stage {
  readonly stage: string;
  readonly indexName?: string;
}

/** The stages of a plan, the last one first. */
function stagesIn(plan: unknown): Stage[] {
  if (typeof plan !== 'object' || plan === null) return [];
  const own = 'stage' in plan ? [plan as Stage] : []; // by its documented shape
  return [...own, ...Object.values(plan).flatMap(stagesIn)];
}

/** The name that MongoDB gives to an index by itself, as its fields. */
function readable(indexName: string): string {
  return indexName.replaceAll(/_(-?)1(?:_|$)/g, (_, minus: string) => `${minus} `).trim();
}
