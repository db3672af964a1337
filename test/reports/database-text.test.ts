import { expect, it } from 'vitest';
import type { SizedDatabase } from '../../core/records/index.ts';
import { databaseText } from '../../reports/database-text.ts';

const database: SizedDatabase = {
  service: 'aurora',
  engine: 'aurora-postgresql',
  size: 'db.r6g.large',
  instances: 2,
  vcpu: 2,
  memoryGb: 16,
  storageGb: 120,
  utilisation: 0.445,
  connections: { open: 120, most: 1_802 },
  binding: 'cpu',
  runnerUp: 'connections',
  notes: ['db.r6g.xlarge at the upper bound of its demand'],
};

it('says what a database is, how full, and what decides its size', () => {
  expect(databaseText(database).split('\n')).toEqual([
    '2 × db.r6g.large, aurora-postgresql, 120 GB',
    "44.5 % of the writer's CPU; 120 of 1,802 connections",
    'CPU decides its size, connections would next',
    'db.r6g.xlarge at the upper bound of its demand',
  ]);
});

it('says where connections are not known', () => {
  const connections = { open: null, most: 1_802 };
  expect(
    databaseText({ ...database, instances: 1, connections, runnerUp: null, notes: [] }).split('\n'),
  ).toEqual([
    'db.r6g.large, aurora-postgresql, 120 GB',
    "44.5 % of the writer's CPU; not stated how many of 1,802 connections",
    'CPU decides its size',
  ]);
});
