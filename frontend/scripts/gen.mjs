// Makes src/api/schema.ts of the server's OpenAPI document: `npm run gen`. With --check it only says
// whether the file is still true to the document.
import { readFileSync, writeFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';

const from = new URL('../../docs/openapi.json', import.meta.url);
const to = new URL('../src/api/schema.ts', import.meta.url);

/** Only the shapes that JSON has: no texts, no examples. */
function shapeOf(schema) {
  if (Array.isArray(schema)) return schema.map(shapeOf);
  if (schema === null || typeof schema !== 'object') return schema;
  const shape = {};
  for (const [key, value] of Object.entries(schema)) {
    if (
      ['description', 'example', 'examples', 'default', 'title', 'readOnly'].includes(key) &&
      !(value && typeof value === 'object' && !Array.isArray(value) && ('type' in value || '$ref' in value || 'anyOf' in value))
    )
      continue;
    shape[key] = shapeOf(value);
  }
  return shape;
}

const document = JSON.parse(readFileSync(from, 'utf8'));
const schemas = shapeOf(document.components.schemas);

const ast = await openapiTS({ openapi: document.openapi, info: { title: 'Laurel', version: '1' }, paths: {}, components: { schemas } });
const text = `// Made from docs/openapi.json by \`npm run gen\`: not to be edited.\n${astToString(ast)}`;

if (!process.argv.includes('--check')) {
  writeFileSync(to, text);
} else if (readFileSync(to, 'utf8') !== text) {
  console.error('src/api/schema.ts is older than docs/openapi.json: run `npm run gen` and look at what the types say.');
  process.exit(1);
}
