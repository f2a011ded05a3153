// A desk over a large book in a process of its own. Argument: what openLargeProduct takes, as JSON. Chats come from the environment.
import { type LargeProductOptions, openLargeProduct } from './large-product.ts';

const options = JSON.parse(process.argv[2]!) as LargeProductOptions;
const product = await openLargeProduct({ ...options, env: process.env });
await product.chat.start();
process.once('SIGTERM', () => void product.stop().then(() => process.exit(0)));
process.stdout.write('ready\n');
await product.run();
