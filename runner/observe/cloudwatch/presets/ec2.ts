import { counted, measured, type Preset } from '../metric-spec.ts';

const use: Preset['metrics'] = [
  measured('CPUUtilization', 'Average', 'cpu_share', 'Percent'),
  measured('CPUUtilization', 'Maximum', 'busiest_instance_cpu_share', 'Percent'),
  { ...counted('NetworkIn', 'received_bytes_per_sec', 'Bytes'), missing: 'unknown' },
  { ...counted('NetworkOut', 'sent_bytes_per_sec', 'Bytes'), missing: 'unknown' },
];

/** Reported each minute with detailed monitoring, else each five. There is no memory among them. */
export const ec2Instance: Preset = {
  namespace: 'AWS/EC2',
  dimensions: ['InstanceId'],
  metrics: [
    ...use,
    { ...measured('CPUCreditBalance', 'Minimum', 'cpu_credits', 'Count'), periodMs: 300_000 },
    { ...measured('CPUSurplusCreditBalance', 'Maximum', 'cpu_surplus_credits', 'Count'), periodMs: 300_000 },
  ],
};

/** All instances of an Auto Scaling group together. */
export const autoScalingGroupUse: Preset = {
  namespace: 'AWS/EC2',
  dimensions: ['AutoScalingGroupName'],
  metrics: use,
};

/** How many there are, where the group's own metrics are on. */
export const autoScalingGroupSize: Preset = {
  namespace: 'AWS/AutoScaling',
  dimensions: ['AutoScalingGroupName'],
  metrics: [
    measured('GroupInServiceInstances', 'Average', 'instances', 'Count'),
    measured('GroupDesiredCapacity', 'Average', 'desired_instances', 'Count'),
  ],
};
