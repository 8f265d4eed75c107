// A key for the audit logs of test servers: the same in every process, and no secret.
export const testAuditKey = `-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIFZWVlZWVlZWVlZWVlZWVlZWVlZWVlZWVlZWVlZWVlZW
-----END PRIVATE KEY-----`
