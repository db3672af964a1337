/** The address of a service of AWS in a region, without a slash at its end. */
export function awsAddress(service: string, region: string): string {
  return `https://${service}.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}

/** The address that a bucket is asked for at, without a slash at its end. */
export function bucketAddress({
  endpoint,
  region,
}: {
  readonly endpoint?: string | undefined;
  readonly region: string;
}): string {
  return endpoint?.replace(/\/+$/, '') ?? awsAddress('s3', region);
}

/** A bucket as its user would write it, such as `s3://bucket/prefix`. */
export function bucketName({
  bucket,
  prefix,
}: {
  readonly bucket: string;
  readonly prefix?: string | undefined;
}): string {
  return `s3://${bucket}${prefix === undefined ? '' : `/${prefix}`}`;
}
