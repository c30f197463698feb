import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { program } from '../../kit/program.ts'
import type { Ending } from './bench.ts'
import { freePort, startProgram } from './programs.ts'

/** An nginx that sends and takes the files of one folder. */
export type Nginx = { readonly url: string; readonly root: string }

/** Starts nginx without settings of this machine. Null, with a sentence, where it is not installed. */
export async function startNginx({ ending }: { ending: Ending }): Promise<Nginx | null> {
  const binary = program('nginx')
  if (binary === undefined) {
    console.error('nginx is not installed, so there is nothing to compare with.')
    return null
  }
  const top = await mkdtemp(join(tmpdir(), 'stoa-bench-nginx-'))
  ending.add(() => rm(top, { recursive: true, force: true }))
  const root = join(top, 'files')
  await mkdir(root, { mode: 0o777 })
  const port = await freePort()
  const settings = `daemon off; user root; pid ${top}/pid; error_log stderr notice; worker_processes 1; events {}
http { access_log off; sendfile on; client_body_temp_path ${top}/body; proxy_temp_path ${top}/p; fastcgi_temp_path ${top}/f; uwsgi_temp_path ${top}/u; scgi_temp_path ${top}/s;
server { listen 127.0.0.1:${port}; root ${root}; client_max_body_size 0; dav_methods PUT; } }`
  await writeFile(join(top, 'nginx.conf'), settings)
  await startProgram({ ending, program: binary, args: ['-c', join(top, 'nginx.conf'), '-p', top], ready: /start worker process/ })
  return { url: `http://127.0.0.1:${port}`, root }
}
