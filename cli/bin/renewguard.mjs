#!/usr/bin/env node
import { register } from 'tsx/esm/api';

// The SDK's remark about Node.js versions is nothing for whoever reads an audit; it is made while the SDK loads.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
register();
const { run } = await import('../main.ts');
process.exit(await run(process.argv.slice(2)));
