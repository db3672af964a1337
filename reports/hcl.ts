/** An input of Terraform: its name and value. */
export type Variable = readonly [name: string, value: string | number | boolean | readonly string[]];

/** Variables as a `.tfvars` file has them. */
export function terraformText(variables: readonly Variable[]): string {
  return variables.map(assignment).join('\n');
}

/** The same as inputs of Terragrunt. */
export function terragruntText(variables: readonly Variable[]): string {
  return `inputs = {\n${variables.map((variable) => `  ${assignment(variable)}`).join('\n')}\n}`;
}

/** One line of HCL; a JSON text is one in HCL too but for its two templates' openings. */
function assignment([name, value]: Variable): string {
  const text = JSON.stringify(value).replaceAll(/[$%](?=\{)/g, (opening) => opening + opening);
  return `${name} = ${text}`;
}
