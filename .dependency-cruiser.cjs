/** The dependency rule of the layout. `scripts/check.mjs` fails when it is broken, and when nothing was cruised. */
const only = (name, from, to) => ({
  name,
  severity: 'error',
  from: { path: from, pathNot: '\\.test\\.tsx?$|/testing/' },
  to: { path: '^(app|server|components|contracts|db|agents|cli|e2e|bench|scripts)/', pathNot: to },
})
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    only('contracts-import-nothing', '^contracts/', '^contracts/'),
    only('components-import-contracts', '^components/', '^(components|contracts)/'),
    {
      name: 'app-imports-server-as-type',
      severity: 'error',
      from: { path: '^app/' },
      to: { path: '^server/', dependencyTypesNot: ['type-only'] },
    },
    only('app-imports', '^app/', '^(app|components|contracts|server)/'),
    only('db-imports-contracts', '^db/', '^(db|contracts)/'),
    only('server-imports', '^server/', '^(server|db|contracts)/'),
    only('agents-core-imports', '^agents/core/', '^(agents/core|contracts)/'),
    only('agents-engine-imports', '^agents/engine/', '^(agents/engine|agents/core|contracts)/'),
    only('agents-catalogue-imports', '^agents/catalogue/', '^(agents/catalogue|contracts)/'),
    {
      name: 'agents-apart',
      severity: 'error',
      from: { path: '^agents/(?!core|engine|catalogue)([^/]+)/', pathNot: '\\.test\\.ts$|/testing/' },
      to: { path: '^agents/(?!core|engine|catalogue)([^/]+)/', pathNot: '^agents/$1/' },
    },
    { name: 'agents-import-no-server', severity: 'error', from: { path: '^agents/' }, to: { path: '^(server|db|app|cli|components)/' } },
    {
      name: 'cli-imports-server-as-type',
      severity: 'error',
      from: { path: '^cli/', pathNot: '\\.test\\.ts$|/testing/' },
      to: { path: '^server/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'only-exec-spawns',
      severity: 'error',
      from: { path: '^(app|server|components|contracts|db|agents|cli)/', pathNot: '^agents/core/exec\\.ts$|\\.test\\.ts$|/testing/' },
      to: { path: '^(node:)?child_process$' },
    },
    {
      name: 'lucia-only-in-sessions',
      severity: 'error',
      from: { pathNot: '^server/auth/sessions\\.ts$' },
      to: { path: 'node_modules/lucia/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    exclude: { path: '^(\\.next|dist)/' },
  },
}
