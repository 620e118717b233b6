// The Node.js runtime: loads the handler, then serves one invocation after another.
// AWS's own client has a compiled part; this one speaks the documented runtime API in plain JavaScript.
// Sources: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html and .../nodejs-context.html
"use strict";

const api = require("./api");
const log = require("./console");
const { NodeJsExit, UnhandledPromiseRejection } = require("./errors");
const { load, takesCallbacks } = require("./handler");

let requestId; // of the invocation that runs
let whenIdle = () => {};

async function die(what, error, status) {
  log.logError(what, error);
  await api.fail(requestId, error).catch(() => {});
  process.exit(status);
}

function contextOf(headers) {
  const deadline = Number(headers["lambda-runtime-deadline-ms"]);
  const json = (name) => (headers[name] ? JSON.parse(headers[name]) : undefined);
  return {
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: json("lambda-runtime-client-context"),
    identity: json("lambda-runtime-cognito-identity"),
    invokedFunctionArn: headers["lambda-runtime-invoked-function-arn"],
    awsRequestId: headers["lambda-runtime-aws-request-id"],
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
}

/** Run a handler of the time of callbacks: it may call back, return a promise, or just come to its end. */
function runWithCallback(handler, event, context) {
  return new Promise((resolve, reject) => {
    const done = (error, result) => (error == null ? resolve(result) : reject(error));
    const fail = (error) => reject(error ?? "handled");
    const isAsync = handler.constructor.name === "AsyncFunction";
    whenIdle = () => (isAsync ? reject(neverSettled()) : resolve(null));
    Object.assign(context, { callbackWaitsForEmptyEventLoop: true, done, fail, succeed: resolve });
    const callback = (error, result) => {
      if (error == null && context.callbackWaitsForEmptyEventLoop) whenIdle = () => resolve(result);
      else done(error, result);
    };
    const returned = handler(event, context, callback);
    if (typeof returned?.then === "function") returned.then(resolve, fail);
  });
}

/** Run a handler of Node.js 24 and later: its result is what it returns. */
function run(handler, event, context) {
  return new Promise((resolve, reject) => {
    whenIdle = () => reject(neverSettled());
    Promise.resolve(handler(event, context)).then(resolve, reject);
  });
}

function neverSettled() {
  return new NodeJsExit(
    "The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a " +
      "Promise that was never settled. For more information, see https://nodejs.org/docs/latest/api/process.html#exit-codes",
  );
}

function toJson(result) {
  try {
    return JSON.stringify(result === undefined ? null : result) ?? "";
  } catch {
    throw new Error("Unable to stringify response body");
  }
}

async function serve(runHandler) {
  const { headers, body } = await api.next();
  const context = contextOf(headers);
  requestId = context.awsRequestId;
  log.setRequestId(requestId);
  process.env._X_AMZN_TRACE_ID = headers["lambda-runtime-trace-id"] ?? "";
  let json;
  try {
    json = toJson(await runHandler(JSON.parse(body), context));
  } catch (error) {
    log.logError("Invoke Error", error);
    whenIdle = () => {};
    await api.fail(requestId, error);
    return;
  }
  whenIdle = () => {};
  await api.respond(requestId, json);
}

async function main() {
  log.patch();
  process.on("beforeExit", () => whenIdle());
  process.on("uncaughtException", (error) => die("Uncaught Exception", error, 129));
  process.on("unhandledRejection", (reason, promise) =>
    die("Unhandled Promise Rejection", new UnhandledPromiseRejection(reason, promise), 128),
  );
  let runHandler;
  try {
    const handler = await load(process.env.LAMBDA_TASK_ROOT, process.env._HANDLER);
    const how = takesCallbacks(handler) ? runWithCallback : run;
    runHandler = (event, context) => how(handler, event, context);
  } catch (error) {
    await die("Uncaught Exception", error, 129);
  }
  for (;;) await serve(runHandler);
}

main();
