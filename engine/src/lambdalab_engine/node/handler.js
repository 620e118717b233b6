// Finds a function's handler: the module by its file, CommonJS or ES, and what it exports.
// Source: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
"use strict";

const fs = require("node:fs");
const path = require("node:path");
const { createRequire } = require("node:module");
const { pathToFileURL } = require("node:url");
const errors = require("./errors");

const requireHere = createRequire(path.join(__dirname, "index.mjs")); // AWS's name in a "require stack"
const NEXT_RUNTIME_WITHOUT_CALLBACKS = 24;

/** Tell whether the nearest package.json says that .js files are ES modules. */
function isModuleFolder(folder) {
  const file = path.join(folder, "package.json");
  if (fs.existsSync(file)) return JSON.parse(fs.readFileSync(file)).type === "module";
  const parent = path.dirname(folder);
  return parent !== folder && path.basename(folder) !== "node_modules" && isModuleFolder(parent);
}

async function loadModule(root, folder, name) {
  const file = path.resolve(root, folder, name);
  const load = {
    "": requireHere,
    ".js": isModuleFolder(path.dirname(file)) ? importFile : requireHere,
    ".mjs": importFile,
    ".cjs": requireHere,
  };
  for (const [extension, loader] of Object.entries(load)) {
    if (fs.statSync(file + extension, { throwIfNoEntry: false })?.isFile()) return loader(file + extension);
  }
  return requireHere(requireHere.resolve(name, { paths: [root, path.join(root, folder)] }));
}

function importFile(file) {
  return import(pathToFileURL(file));
}

async function loadUserModule(root, folder, name) {
  try {
    return await loadModule(root, folder, name);
  } catch (error) {
    if (error instanceof SyntaxError) throw new errors.UserCodeSyntaxError(error);
    if (error?.code === "MODULE_NOT_FOUND") throw new errors.ImportModuleError(error);
    throw error;
  }
}

/** Return the function that "folder/file.name" means below the task root. */
async function load(root, name) {
  if (name.includes("..")) {
    throw new errors.MalformedHandlerName(
      `'${name}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    );
  }
  const last = path.basename(name);
  const parts = /^([^.]*)\.(.*)$/.exec(last);
  if (!parts) throw new errors.MalformedHandlerName("Bad handler");
  const exported = await loadUserModule(root, name.slice(0, name.length - last.length), parts[1]);
  const handler = parts[2].split(".").reduce((value, key) => value && value[key], exported);
  if (!handler) throw new errors.HandlerNotFound(`${name} is undefined or not exported`);
  if (typeof handler !== "function") throw new errors.HandlerNotFound(`${name} is not a function`);
  return handler;
}

/** The major version of the runtime that the function is configured with. */
function majorVersion() {
  return Number(/nodejs(\d+)/.exec(process.env.AWS_EXECUTION_ENV)?.[1]);
}

/** Tell whether a handler may use a callback. Throws where it wants one that this runtime has no more. */
function takesCallbacks(handler) {
  if (majorVersion() < NEXT_RUNTIME_WITHOUT_CALLBACKS) return true;
  if (handler.length >= 3) {
    throw new errors.CallbackHandlerDeprecated(
      "ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. " +
        "You need to modify this function to use a supported handler signature to use Node.js 24 or later. " +
        "For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.",
    );
  }
  return false;
}

module.exports = { load, takesCallbacks };
