// Other people's tools against the contract and the emulator:
//
//   node run.mjs --sftj PATH --contract PATH [--only STEP,STEP]
//
// Each step uses a tool as its users would, and fails if the tool does not take the contract
// or does not accept what the emulator answers. make interop installs the tools and runs all.

import { execFile, spawn } from 'node:child_process'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer as createHttpServer } from 'node:http'
import { createServer } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import Ajv from 'ajv'
import addFormats from 'ajv-formats'
import { parse } from 'yaml'

const run = promisify(execFile)
const here = dirname(fileURLToPath(import.meta.url))
const { values: flags } = parseArgs({
  options: { sftj: { type: 'string' }, contract: { type: 'string' }, only: { type: 'string', default: '' } },
})
const sftj = resolve(flags.sftj)
const contract = resolve(flags.contract)
const doc = parse(await readFile(contract, 'utf8'))
const key = 'fw_emulator_acme'
const jobs = '/v1/accounts/acme/supervisedFineTuningJobs'
const bin = name => join(here, 'node_modules', '.bin', name)

// ---- helpers -------------------------------------------------------------------------------

function check(ok, text) {
  if (!ok) throw new Error(text)
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise(done => server.once('listening', done))
  const { port } = server.address()
  await new Promise(done => server.close(done))
  return port
}

// background starts a program, waits until it says that it is ready, and runs body.
async function background(command, args, ready, body) {
  // A process group of its own: some of the tools start the real program below a wrapper.
  const child = spawn(command, args, { cwd: here, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  let output = ''
  const started = new Promise((done, fail) => {
    const read = data => {
      output += data
      if (ready.test(output)) done()
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('exit', code => fail(new Error(`${command} ${args.join(' ')}: exit ${code}\n${output.slice(-2000)}`)))
  })
  const ended = new Promise(done => child.once('exit', done))
  try {
    await started
    return await body()
  } finally {
    if (child.exitCode === null) process.kill(-child.pid, 'SIGTERM')
    await ended.catch(() => {})
  }
}

// withEmulator runs body against a new emulator.
async function withEmulator(body) {
  const port = await freePort()
  return background(sftj, ['serve', '--addr', `127.0.0.1:${port}`], /emulator on/, () => body(`http://127.0.0.1:${port}`))
}

async function call(base, method, path, { body, token = key } = {}) {
  const response = await fetch(base + path, {
    method,
    redirect: 'manual',
    headers: {
      accept: 'application/json',
      ...(token && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  const text = await response.text()
  return { status: response.status, type: response.headers.get('content-type'), text, json: text && JSON.parse(text) }
}

// journey is a run of requests that meets every operation and the documented refusals: each page
// of the list, each job, every change, and 400, 401, 403, 404 and 405. Each entry is the operation,
// and the call. The same ids exist in every new emulator.
async function journey(base) {
  const list = await call(base, 'GET', `${jobs}?pageSize=200`)
  check(list.status === 200, `GET ${jobs}: ${list.status} ${list.text.slice(0, 1500)}`)
  const ids = list.json.supervisedFineTuningJobs.map(job => job.name.split('/').at(-1))
  const paused = list.json.supervisedFineTuningJobs.find(job => job.state === 'JOB_STATE_PAUSED').name.split('/').at(-1)
  const completed = list.json.supervisedFineTuningJobs.find(job => job.state === 'JOB_STATE_COMPLETED').name.split('/').at(-1)
  const running = list.json.supervisedFineTuningJobs.find(job => job.state === 'JOB_STATE_RUNNING').name.split('/').at(-1)
  const steps = [
    ['get', jobs, 'GET', jobs, {}],
    ['get', jobs, 'GET', `${jobs}?orderBy=create_time%20desc`, {}],
    ['get', jobs, 'GET', `${jobs}?filter=${encodeURIComponent('state="JOB_STATE_PAUSED"')}`, {}],
    ...ids.map(id => ['get', `${jobs}/{id}`, 'GET', `${jobs}/${id}`, {}]),
    ['post', jobs, 'POST', `${jobs}?supervisedFineTuningJobId=interop-job-1`, { body: { dataset: 'accounts/acme/datasets/interop', baseModel: 'accounts/fireworks/models/qwen3-8b' } }],
    ['post', `${jobs}/{id}:resume`, 'POST', `${jobs}/${paused}:resume`, { body: {} }],
    ['post', `${jobs}/{id}:resume`, 'POST', `${jobs}/${completed}:resume`, { body: {} }],
    ['post', `${jobs}/{id}:cancel`, 'POST', `${jobs}/${running}:cancel`, { body: {} }],
    ['get', `${jobs}/{id}`, 'GET', `${jobs}/nosuch00`, {}],
    ['get', `${jobs}/{id}`, 'GET', `${jobs}/${paused}`, { token: '' }],
    ['get', `${jobs}/{id}`, 'GET', `${jobs}/${paused}`, { token: 'fw_wrong_key_for_interop' }],
    ['delete', `${jobs}/{id}`, 'DELETE', `${jobs}/interop-job-1`, {}],
    ['get', `${jobs}/{id}`, 'GET', `${jobs}/interop-job-1`, {}],
    ['post', `${jobs}/{id}:resume`, 'POST', `${jobs}/nosuch00:resume`, { body: {} }],
    ['post', `${jobs}/{id}:cancel`, 'POST', `${jobs}/${completed}:cancel`, { body: {} }],
    ['post', `${jobs}/{id}:cancel`, 'POST', `${jobs}/nosuch00:cancel`, { body: {} }],
    ['delete', `${jobs}/{id}`, 'DELETE', `${jobs}/nosuch00`, {}],
    ['get', jobs, 'GET', `${jobs}?pageToken=nonsense`, {}],
    ['get', jobs, 'GET', `${jobs}?orderBy=nonsense`, {}],
    ['get', jobs, 'GET', `${jobs}?filter=${encodeURIComponent('((')}`, {}],
    ['get', jobs, 'GET', '/v1/accounts/rival/supervisedFineTuningJobs', {}],
    ['get', jobs, 'GET', jobs, { token: '' }],
    ['get', jobs, 'PUT', `${jobs}/${paused}`, { body: {} }],
  ]
  const results = []
  const paged = []
  for (let token = ''; ;) {
    const path = `${jobs}?pageSize=7${token && `&pageToken=${encodeURIComponent(token)}`}`
    const page = await call(base, 'GET', path)
    results.push({ verb: 'get', template: jobs, method: 'GET', path, ...page })
    check(page.status === 200 && results.length < 100, `GET ${path}: ${page.status}, page ${results.length}`)
    paged.push(...page.json.supervisedFineTuningJobs.map(job => job.name.split('/').at(-1)))
    token = page.json.nextPageToken
    if (!token) break
  }
  check(ids.length >= 40 && paged.join() === ids.join(), `${ids.length} jobs in one page, ${paged.length} page by page`)
  for (const [verb, template, method, path, options] of steps) {
    results.push({ verb, template, method, path, ...(await call(base, method, path, options)) })
  }
  for (const status of [200, 400, 401, 403, 404, 405]) {
    check(results.some(result => result.status === status), `no request was answered ${status}`)
  }
  return results
}

// refusals are the named examples of every refusal in the contract, with a request of its
// operation. They hold what sftj serve does not answer by itself, such as 412 and 429.
function refusals() {
  const found = []
  for (const [template, item] of Object.entries(doc.paths)) {
    const plain = template.replace('{account_id}', 'acme').replace('{supervised_fine_tuning_job_id}', '{id}')
    for (const [verb, operation] of Object.entries(item)) {
      for (const [code, response] of Object.entries(operation.responses ?? {})) {
        const { content } = deref(response)
        if (code === '200') continue
        for (const [name, example] of Object.entries(content['application/json'].examples)) {
          const body = operation.requestBody && deref(Object.values(deref(operation.requestBody).content['application/json'].examples)[0]).value
          found.push({ verb, template: plain, method: verb.toUpperCase(), path: plain.replace('{id}', 'yibuk7xq'), body, name, status: code === 'default' ? 503 : Number(code), json: deref(example).value })
        }
      }
    }
  }
  check(found.some(refusal => refusal.status === 412), 'the contract has no example of 412')
  return found
}

// timeless is a body without what differs between two emulators that were not started together.
function timeless(body) {
  return JSON.stringify(body, (name, value) =>
    typeof value === 'string' && value !== '' && (/^\d{4}-\d\d-\d\dT/.test(value) || name === 'request_id' || name === 'nextPageToken') ? typeof value
      : name === 'jobProgress' && value !== null ? Object.keys(value) : value)
}

// deref follows a reference inside the document.
function deref(value) {
  return value.$ref ? deref(value.$ref.split('/').slice(1).reduce((at, part) => at[part], doc)) : value
}

// responseSchema is the schema of a response, as a JSON pointer into the document.
function responseSchema({ verb, template, status }) {
  const item = Object.entries(doc.paths).find(([path]) => {
    const plain = path.replace('{account_id}', 'acme').replace('{supervised_fine_tuning_job_id}', '{id}')
    return plain === template
  })
  check(item, `the contract has no path ${template}`)
  const responses = item[1][verb].responses
  return deref(responses[status] ?? responses.default).content['application/json'].schema
}

// jsonSchema turns an OpenAPI 3.0 schema into a JSON schema: nullable becomes a type.
function jsonSchema(value) {
  if (Array.isArray(value)) return value.map(jsonSchema)
  if (value === null || typeof value !== 'object') return value
  const out = {}
  for (const [name, inner] of Object.entries(value)) {
    if (name === 'nullable' || name === 'example' || name === 'examples' || name === 'discriminator' || name.startsWith('x-')) continue
    out[name] = jsonSchema(inner)
  }
  return value.nullable === true ? { anyOf: [{ type: 'null' }, out] } : out
}

async function sftjRun(base, ...args) {
  const env = { ...process.env, FIREWORKS_API_KEY: key, FIREWORKS_ACCOUNT_ID: 'acme', FIREWORKS_BASE_URL: base }
  try {
    return { code: 0, ...(await run(sftj, args, { env })) }
  } catch (error) {
    return { code: error.code, stdout: error.stdout, stderr: error.stderr }
  }
}

// ---- the steps -----------------------------------------------------------------------------

const steps = {
  // Every body of the emulator is valid for a validator that knows the usual formats.
  async ajv() {
    const ajv = new Ajv({ strict: false, allErrors: true, logger: false })
    addFormats(ajv)
    ajv.addSchema({ $id: 'contract', components: { schemas: jsonSchema(doc.components.schemas) } })
    const results = [...await withEmulator(journey), ...refusals()]
    for (const result of results) {
      const schema = JSON.parse(JSON.stringify(jsonSchema(responseSchema(result))).replaceAll('"#/', '"contract#/'))
      const validate = ajv.compile(schema)
      check(validate(result.json), `${result.method} ${result.path} ${result.status}: ${ajv.errorsText(validate.errors)}`)
    }
    return `${results.length} responses accepted`
  },

  // A client generated by orval with zod schemas accepts every 200.
  async zod() {
    const out = join(here, 'out', 'zod')
    await rm(out, { recursive: true, force: true })
    await mkdir(out, { recursive: true })
    await run(bin('orval'), ['-i', contract, '-o', join(out, 'client.ts'), '--client', 'zod'], { cwd: here })
    await run(bin('tsc'), ['--target', 'es2022', '--module', 'nodenext', '--moduleResolution', 'nodenext', '--skipLibCheck', '--outDir', out, join(out, 'client.ts')], { cwd: here })
    const client = await import(pathToFileURL(join(out, 'client.js')))
    const named = suffix => {
      const found = Object.entries(client).find(([name]) => name.toLowerCase() === suffix.toLowerCase())
      check(found, `the generated client has no ${suffix}: ${Object.keys(client).join(' ')}`)
      return found[1]
    }
    const results = (await withEmulator(journey)).filter(result => result.status === 200)
    for (const result of results) {
      const operation = { [`get ${jobs}`]: 'List', [`post ${jobs}`]: 'Create', [`get ${jobs}/{id}`]: 'Get', [`delete ${jobs}/{id}`]: 'Delete', [`post ${jobs}/{id}:resume`]: 'Resume', [`post ${jobs}/{id}:cancel`]: 'Cancel' }[`${result.verb} ${result.template}`]
      const schema = named(`Gateway${operation}SupervisedFineTuningJob${operation === 'List' ? 's' : ''}Response`)
      const parsed = schema.safeParse(result.json)
      check(parsed.success, `${result.method} ${result.path}: ${parsed.error}`)
    }
    return `${results.length} responses parsed`
  },

  // Prism's proxy with --errors passes everything on as the emulator answers it, and every refusal
  // that the contract has an example of.
  async 'prism-proxy'() {
    const direct = await withEmulator(journey)
    return withEmulator(async upstream => {
      const port = await freePort()
      return background(bin('prism'), ['proxy', contract, upstream, '--errors', '-p', String(port)], /Prism is listening/, async () => {
        const proxied = await journey(`http://127.0.0.1:${port}`)
        for (const [i, want] of direct.entries()) {
          const got = proxied[i]
          check(got.status === want.status, `${want.method} ${want.path}: ${got.status} through the proxy, ${want.status} without\n${got.text.slice(0, 1500)}`)
          // A request without a key or with an undocumented method Prism refuses by itself.
          if (want.status === 401 || want.status === 405) continue
          check(timeless(got.json) === timeless(want.json), `${want.method} ${want.path}: through the proxy\n${timeless(got.json).slice(0, 1500)}\nwithout\n${timeless(want.json).slice(0, 1500)}`)
        }
        return `${direct.length} requests answered alike, ${await refusalsThroughPrism()} refusals passed on`
      })
    })
  },

  // Prism's mock can be listed to the end and resumed.
  async 'prism-mock'() {
    const port = await freePort()
    return background(bin('prism'), ['mock', contract, '-p', String(port)], /Prism is listening/, () => operate(`http://127.0.0.1:${port}`))
  },

  // So can Specmatic's stub.
  async 'specmatic-stub'() {
    const port = await freePort()
    return background(bin('specmatic'), ['stub', contract, '--host', '127.0.0.1', '--port', String(port)], /is running|Stub server is running|mock server is running/i, () => operate(`http://127.0.0.1:${port}`))
  },

  // Specmatic's own tests of the emulator pass.
  async 'specmatic-test'() {
    const dir = join(here, 'out', 'specmatic')
    await rm(dir, { recursive: true, force: true })
    await mkdir(dir, { recursive: true })
    await writeFile(join(dir, 'openapi.yaml'), await readFile(contract))
    await writeFile(join(dir, 'specmatic.yaml'), `version: 2
contracts:
  - provides:
      - openapi.yaml
test:
  maxTestRequestCombinations: 1
security:
  OpenAPI:
    securitySchemes:
      bearer: { type: bearer, token: ${key} }
      apiKey: { type: apiKey, value: ${key} }
`)
    const started = Date.now()
    return withEmulator(async base => {
      const output = await run(bin('specmatic'), ['test', `--testBaseURL=${base}`], { cwd: dir, maxBuffer: 1 << 28, timeout: 120_000 })
        .then(r => r.stdout, error => error.stdout ?? String(error))
      const [, total, , failed] = /Tests run: (\d+), Successes: (\d+), Failures: (\d+)/.exec(output) ?? check(false, output.slice(-3000))
      check(failed === '0', `${failed} of ${total} tests failed\n${[...output.matchAll(/^Scenario: .*FAILED|^\s+>> .*|^\s+R\d+: .*|^ {6}\S.*/gm)].map(m => m[0]).slice(0, 60).join('\n')}`)
      const seconds = Math.round((Date.now() - started) / 1000)
      check(seconds < 60, `${seconds} s`)
      return `${total} tests in ${seconds} s`
    })
  },

  // Clients of other languages are generated and compiled; resume is called from TypeScript.
  async 'openapi-ts'() {
    const out = join(here, 'out', 'openapi-ts')
    await rm(out, { recursive: true, force: true })
    await run(bin('openapi-ts'), ['-i', contract, '-o', join(out, 'src')], { cwd: here })
    await writeFile(join(out, 'main.ts'), `
import { client } from './src/client.gen'
import * as sdk from './src/sdk.gen'
client.setConfig({ baseUrl: process.argv[2], auth: () => '${key}' })
const resume = Object.entries(sdk).find(([name]) => /resume/i.test(name))![1] as typeof sdk.gatewayResumeSupervisedFineTuningJob
const { data, error } = await resume({ path: { account_id: 'acme', supervised_fine_tuning_job_id: process.argv[3] }, body: {} })
if (error || data?.state === 'JOB_STATE_PAUSED') throw new Error(JSON.stringify(error ?? data))
console.log(data?.state)
`)
    await writeFile(join(out, 'package.json'), '{"type":"module"}')
    await run(bin('tsc'), ['--target', 'es2022', '--module', 'esnext', '--moduleResolution', 'bundler', '--lib', 'es2022,dom', '--types', 'node', '--skipLibCheck', '--strict', '--noEmit', join(out, 'main.ts')], { cwd: here })
    await run(bin('esbuild'), [join(out, 'main.ts'), '--bundle', '--platform=node', '--format=esm', `--outfile=${join(out, 'main.mjs')}`], { cwd: here })
    return withEmulator(async base => `resumed: ${(await run('node', [join(out, 'main.mjs'), base, await pausedJob(base)])).stdout.trim()}`)
  },

  async 'typescript-fetch'() {
    const out = await openapiGenerator('typescript-fetch', ['--additional-properties=typescriptThreePlus=true'])
    // 4.3.1, the last release with its jar on npm, writes casts in the model of a oneOf that do not
    // type check, whatever the document; what it writes runs. Every other error counts.
    const { stdout: errors } = await run(bin('tsc'), ['--target', 'es2022', '--module', 'commonjs', '--lib', 'es2022,dom', '--skipLibCheck', '--outDir', join(out, 'js'), join(out, 'index.ts')], { cwd: here }).catch(error => error)
    const unions = Object.entries(doc.components.schemas).filter(([, schema]) => schema.oneOf).map(([name]) => `models/${name}.ts`)
    const others = errors.split('\n').filter(line => /error TS/.test(line) && !(line.includes('error TS2345') && unions.some(file => line.includes(file))))
    check(others.length === 0, others.join('\n'))
    await writeFile(join(out, 'js', 'package.json'), '{"type":"commonjs"}')
    const generated = await import(pathToFileURL(join(out, 'js', 'index.js')))
    const Api = Object.entries(generated.default ?? generated).find(([name]) => name.endsWith('JobsApi'))[1]
    const { Configuration } = generated.default ?? generated
    return withEmulator(async base => {
      const api = new Api(new Configuration({ basePath: base, accessToken: () => key, apiKey: () => key, fetchApi: fetch }))
      const resume = Object.getOwnPropertyNames(Api.prototype).find(name => /resume/i.test(name) && !/raw/i.test(name))
      const job = await api[resume]({ accountId: 'acme', supervisedFineTuningJobId: await pausedJob(base), body: {} })
      check(job.state !== 'JOB_STATE_PAUSED', JSON.stringify(job))
      return `resumed: ${job.state} (type checked, except the generator's casts in ${unions.join(', ')})`
    })
  },

  async python() {
    const out = await openapiGenerator('python', ['--additional-properties=packageName=interop'])
    await run('python3', ['-m', 'compileall', '-q', join(out, 'interop')])
    const missing = await run('python3', ['-c', 'import certifi, dateutil, six, urllib3']).then(() => '', error => error.stderr.trim().split('\n').at(-1))
    if (missing) return `generated and compiled; NOT RUN: the client, ${missing}`
    await writeFile(join(out, 'main.py'), `
import sys
import interop
configuration = interop.Configuration(host=sys.argv[1])
configuration.access_token = '${key}'
client = interop.ApiClient(configuration)
client.set_default_header('Authorization', 'Bearer ${key}')
api = next(value for name, value in vars(interop).items() if name.endswith('JobsApi'))(client)
job = api.gateway_resume_supervised_fine_tuning_job('acme', sys.argv[2], body={})
assert job.state != 'JOB_STATE_PAUSED', job
print(job.state)
`)
    return withEmulator(async base => `resumed: ${(await run('python3', [join(out, 'main.py'), base, await pausedJob(base)], { cwd: out })).stdout.trim()}`)
  },

  // The jar of the generator holds the libraries that its output needs, but for one, which a few
  // lines stand in for: it is not on npm.
  async java() {
    const out = await openapiGenerator('java', ['--library', 'native'])
    const nullable = join(out, 'src', 'main', 'java', 'org', 'openapitools', 'jackson', 'nullable')
    await mkdir(nullable, { recursive: true })
    await writeFile(join(nullable, 'JsonNullable.java'), `package org.openapitools.jackson.nullable;
public final class JsonNullable<T> {
  private final T value;
  private JsonNullable(T value) { this.value = value; }
  public static <T> JsonNullable<T> of(T value) { return new JsonNullable<>(value); }
  public static <T> JsonNullable<T> undefined() { return new JsonNullable<>(null); }
  public T get() { return value; }
  public T orElse(T other) { return value == null ? other : value; }
  public boolean isPresent() { return value != null; }
}
`)
    await writeFile(join(nullable, 'JsonNullableModule.java'), `package org.openapitools.jackson.nullable;
public final class JsonNullableModule extends com.fasterxml.jackson.databind.module.SimpleModule {}
`)
    const { stdout } = await run('sh', ['-c', `find ${out}/src/main -name '*.java'`])
    const files = stdout.trim().split('\n')
    await run('javac', ['-nowarn', '-cp', generatorJar, '-d', join(out, 'classes'), ...files], { cwd: here, maxBuffer: 1 << 26 })
    return `${files.length} classes generated and compiled`
  },
}

// refusalsThroughPrism puts Prism's proxy before a server that answers each refusal of the
// contract, and returns how many passed unchanged.
async function refusalsThroughPrism() {
  let answer
  const server = createHttpServer((request, response) => {
    request.resume()
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.json))
  }).listen(0, '127.0.0.1')
  await new Promise(done => server.once('listening', done))
  const port = await freePort()
  try {
    return await background(bin('prism'), ['proxy', contract, `http://127.0.0.1:${server.address().port}`, '--errors', '-p', String(port)], /Prism is listening/, async () => {
      const all = refusals()
      for (answer of all) {
        const { method, path, body, name, status, json } = answer
        const got = await call(`http://127.0.0.1:${port}`, method, path, { body })
        check(got.status === status && JSON.stringify(got.json) === JSON.stringify(json), `${method} ${path} ${name}: ${status} became ${got.status} ${got.text.slice(0, 1500)}`)
      }
      return all.length
    })
  } finally {
    server.closeAllConnections()
    await new Promise(done => server.close(done))
  }
}

// operate lists a service to the end and resumes its first paused job with sftj.
async function operate(base) {
  const list = await sftjRun(base, 'list', '-o', 'name')
  check(list.code === 0 && list.stdout.trim() !== '', `list: exit ${list.code}\n${list.stderr}${list.stdout}`)
  const id = list.stdout.trim().split('\n')[0].split('/').at(-1)
  const resume = await sftjRun(base, 'resume', id, '--once')
  check(resume.code === 0, `resume ${id}: exit ${resume.code}\n${resume.stderr}${resume.stdout}`)
  return `${list.stdout.trim().split('\n').length} jobs listed, ${id} resumed`
}

async function pausedJob(base) {
  const { stdout } = await sftjRun(base, 'list', '-o', 'name', '--filter', 'state="JOB_STATE_PAUSED"')
  return stdout.trim().split('\n')[0].split('/').at(-1)
}

const generatorJar = join(here, 'node_modules', '@openapitools', 'openapi-generator-cli', 'bin', 'openapi-generator.jar')

async function openapiGenerator(language, args) {
  const out = join(here, 'out', language)
  await rm(out, { recursive: true, force: true })
  await run('java', ['--add-opens=java.base/java.util=ALL-UNNAMED', '--add-opens=java.base/java.lang=ALL-UNNAMED', '-jar', generatorJar, 'generate', '-i', contract, '-g', language, '-o', out, ...args], { cwd: here, maxBuffer: 1 << 26 })
  return out
}

// Steps that run a program in Java, or compile it.
const inJava = ['specmatic-stub', 'specmatic-test', 'typescript-fetch', 'python', 'java']
const haveJava = await run('javac', ['-version']).then(() => true, () => false)

let failed = 0
for (const [name, step] of Object.entries(steps)) {
  if (flags.only && !flags.only.split(',').includes(name)) continue
  if (!haveJava && inJava.includes(name)) {
    console.log(`NOT RUN  ${name}: needs Java, and there is no javac here`)
    continue
  }
  const started = Date.now()
  try {
    const result = await step()
    console.log(`ok    ${name}: ${result} (${((Date.now() - started) / 1000).toFixed(1)} s)`)
  } catch (error) {
    failed++
    console.log(`FAIL  ${name}: ${error.message?.slice(0, 6000)}\n${error.stderr?.slice(-1500) ?? ''}${error.stdout?.slice(-1500) ?? ''}`)
  }
}
process.exit(failed ? 1 : 0)
