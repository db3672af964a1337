import type { PlatformName } from '../platform-names.ts';
import { appRunner } from './app-runner.ts';
import { ec2 } from './ec2.ts';
import { ecsFargate } from './ecs-fargate.ts';
import { eksEc2 } from './eks-ec2.ts';
import { eksFargate } from './eks-fargate.ts';
import { lambda } from './lambda.ts';
import type { Platform } from './platform.ts';

/** Every platform by its name in the configuration. */
export const platforms = {
  'ecs-fargate': ecsFargate,
  'eks-fargate': eksFargate,
  'eks-ec2': eksEc2,
  ec2,
  lambda,
  'app-runner': appRunner,
} as const satisfies Readonly<Record<PlatformName, Platform>>;
