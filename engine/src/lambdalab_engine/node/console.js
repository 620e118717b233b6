// Replaces the console's functions: each line gets its time, the request id and its level, as text or JSON.
// Source: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
"use strict";

const { format } = require("node:util");
const { toLogText } = require("./errors");

const LEVELS = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];
const FUNCTIONS = {
  trace: "TRACE",
  debug: "DEBUG",
  info: "INFO",
  log: "INFO",
  warn: "WARN",
  error: "ERROR",
  fatal: "FATAL",
};
const isJson = (process.env.AWS_LAMBDA_LOG_FORMAT || "").toUpperCase() === "JSON";

let requestId; // undefined in the init phase, and that is what AWS writes then

function setRequestId(id) {
  requestId = id;
}

function asText(time, level, values) {
  return `${time}\t${requestId}\t${level}\t${format(...values)}`;
}

function errorFields(error) {
  return {
    errorType: error.constructor?.name ?? "UnknownError",
    errorMessage: error.message,
    stackTrace: typeof error.stack === "string" ? error.stack.split("\n") : [],
  };
}

function asJson(timestamp, level, values) {
  const head = { timestamp, level, requestId };
  if (values.length !== 1) {
    const error = values.find((value) => value instanceof Error);
    return JSON.stringify({ ...head, message: format(...values), ...(error && errorFields(error)) });
  }
  const shown = (_key, value) => (value instanceof Error ? { ...errorFields(value), ...value } : value);
  try {
    return JSON.stringify({ ...head, message: values[0] }, shown);
  } catch {
    return JSON.stringify({ ...head, message: format(values[0]) });
  }
}

/** Write one record; its lines are joined with carriage returns, so that it stays one. */
function write(level, values) {
  const record = (isJson ? asJson : asText)(new Date().toISOString(), level, values);
  process.stdout.write(record.replaceAll("\n", "\r") + "\n");
}

function patch() {
  const lowest = LEVELS.indexOf((process.env.AWS_LAMBDA_LOG_LEVEL || "TRACE").toUpperCase());
  for (const [name, level] of Object.entries(FUNCTIONS)) {
    const isOn = LEVELS.indexOf(level) >= lowest;
    console[name] = isOn ? (...values) => write(level, values) : () => {};
  }
}

/** Log what ended an invocation or the init phase. */
function logError(what, thrown) {
  const error = thrown instanceof Error ? thrown : new Error(thrown);
  if (isJson) console.error(error);
  else console.error(what, "\t" + toLogText(error));
}

module.exports = { logError, patch, setRequestId };
