import type { Site } from '../sizing/site.ts';

/** What the size of the database rests on. */
export function databaseAssumptions({ stated, demand }: NonNullable<Site['database']>): string[] {
  const { engine, dataGb, measuredDataGb, resource, workingSetGb, connectionsPerTask, multiAz } = stated;
  const isAurora = engine.startsWith('aurora');
  return [
    resource === undefined
      ? `a request costs the database what was stated, with ${dataGb} GB of data`
      : `a request costs the database what "${resource}" showed with ${measuredDataGb} GB of data; it will hold ${dataGb} GB`,
    workingSetGb === undefined
      ? 'memory does not decide the class of the database: give database.workingSetGb'
      : `the database keeps ${workingSetGb} GB of its data in memory`,
    connectionsPerTask === undefined
      ? 'connections do not decide the class of the database: give database.connectionsPerTask'
      : `${connectionsPerTask} connections a task, twice as many while a new version is rolled out (not on Lambda)`,
    multiAz
      ? `the database has a second ${isAurora ? 'instance' : 'copy (Multi-AZ)'} in another zone that answers nothing`
      : 'the database is in one zone: it is gone while that is',
    ...(demand.io === null
      ? [
          isAurora
            ? 'I/O of Aurora was not counted: I/O-Optimized, which does not charge it'
            : 'I/O of the database was not counted: what gp3 includes is taken to suffice',
        ]
      : []),
    ...(isAurora
      ? []
      : ['a fifth of the volume of the database stays free; gp3 costs the same for each open-source engine']),
    'classes that live on CPU credits (db.t3, db.t4g) are left out: a test does not show how long those last',
    'backups and reading replicas of the database are not included; its size stays the same in the draws',
  ];
}
