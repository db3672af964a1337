import { z } from 'zod';

const amount = z.number().nonnegative();

/** How a service is deployed: what its counts and its bill depend on beside its load. */
export const deploymentSchema = z.strictObject({
  /** What the count survives at the design load: the loss of one task, of an availability zone, or none. */
  redundancy: z.enum(['n+1', 'az-loss', 'none']).default('n+1'),
  zones: z.int().min(1).max(6).default(3),
  /** Whether a bottleneck that the run shows is each task's own: more tasks then get more through. */
  bottleneckPerTask: z.boolean().default(false),
  /** Whether an Application Load Balancer of the service's own is in front of it. */
  loadBalancer: z.boolean().default(true),
  /** Tasks with public addresses, or behind a NAT gateway in each zone. */
  subnets: z.enum(['public', 'private']).default('public'),
  /** Bytes of an answer, all of it to the internet, and of a request; what the run counted unless given. */
  responseBytes: amount.optional(),
  requestBytes: amount.optional(),
  logBytesPerRequest: amount.default(0),
  /** What a request makes the service fetch through the NAT gateway. */
  natBytesPerRequest: amount.default(0),
  /** Requests that one connection of a client carries. */
  requestsPerConnection: z.number().positive().default(10),
  /** How long it stays open; for one that is left alone after its last request, a minute. */
  secondsPerConnection: z.number().positive().default(60),
  /** Taken by sidecar containers of each task. */
  sidecarVcpu: amount.default(0),
  sidecarMemoryMib: amount.default(0),
  /** Taken by daemon sets of each node of a Kubernetes cluster. */
  daemonVcpu: amount.default(0.1),
  daemonMemoryMib: amount.default(256),
  rootVolumeGb: amount.default(20),
  /** Requests that Lambda may serve at a time in the account and region. */
  lambdaConcurrency: z.int().positive().default(1_000),
  /** Environments of a Lambda function that are kept ready, or as many as the design load needs: `peak`. */
  lambdaProvisionedConcurrency: z.union([z.int().positive(), z.literal('peak')]).optional(),
  /** Requests that an App Runner instance takes at a time. */
  appRunnerConcurrency: z.int().min(1).max(200).default(100),
});

export type Deployment = z.output<typeof deploymentSchema>;

/** A deployment of which nothing is stated. */
export const defaultDeployment: Deployment = deploymentSchema.parse({});
