/** The version that every record of this release carries; a record of another version is refused where it is read. */
export const schemaVersion = 1;
