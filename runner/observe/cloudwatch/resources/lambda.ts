import { type AwsPlace, clientSettings } from '../../../aws/client-settings.ts';
import { lambdaAlias, lambdaFunction, lambdaInsights } from '../presets/lambda.ts';
import { lookUp, type Resource, requestsFor, unseen } from './resource.ts';

const mib = 2 ** 20;

export interface LambdaFunction {
  readonly function: string;
  /** An alias or version; its figures instead of those of the whole function. */
  readonly alias?: string | undefined;
  /** Whether Lambda Insights is on, which alone knows of memory. */
  readonly insights?: boolean | undefined;
}

/** A Lambda function, with the memory that each of its environments has. */
export async function findLambda(
  place: AwsPlace,
  { function: functionName, alias, insights = false }: LambdaFunction,
): Promise<Resource[]> {
  const name = `lambda ${functionName}${alias === undefined ? '' : `:${alias}`}`;
  const presets = [alias === undefined ? lambdaFunction : lambdaAlias, ...(insights ? [lambdaInsights] : [])];
  const requests = requestsFor(name, presets, {
    FunctionName: functionName,
    Resource: `${functionName}:${alias ?? ''}`,
    function_name: functionName,
  });
  const { LambdaClient, GetFunctionConfigurationCommand } = await import('@aws-sdk/client-lambda');
  const client = new LambdaClient(clientSettings(place));
  const found = await lookUp(place, 'lambda:GetFunctionConfiguration', () =>
    client.send(
      new GetFunctionConfigurationCommand({
        FunctionName: functionName,
        ...(alias !== undefined && { Qualifier: alias }),
      }),
    ),
  );
  if ('failure' in found) return [unseen(name, requests, found.failure)];
  const { MemorySize } = found.value;
  return [
    {
      name,
      requests,
      capacity: MemorySize === undefined ? {} : { memoryBytes: MemorySize * mib },
      ...(MemorySize !== undefined && { kind: `${MemorySize} MiB an environment` }),
      notes: [],
    },
  ];
}
