/** What user code has no use for and what would reach beyond its sandbox (`mount` through the new calls, keyrings of the host's session, other processes' memory). */
const refused = {
  acct: 163,
  add_key: 248,
  bpf: 321,
  delete_module: 176,
  finit_module: 313,
  fsconfig: 431,
  fsmount: 432,
  fsopen: 430,
  fspick: 433,
  init_module: 175,
  io_uring_enter: 426,
  io_uring_register: 427,
  io_uring_setup: 425,
  kcmp: 312,
  kexec_file_load: 320,
  kexec_load: 246,
  keyctl: 250,
  mount: 165,
  mount_setattr: 442,
  move_mount: 429,
  name_to_handle_at: 303,
  open_by_handle_at: 304,
  open_tree: 428,
  perf_event_open: 298,
  pivot_root: 155,
  process_vm_readv: 310,
  process_vm_writev: 311,
  reboot: 169,
  request_key: 249,
  swapoff: 168,
  swapon: 167,
  umount2: 166,
  userfaultfd: 323,
} as const
const ioctl = 16
/** Typing into a terminal for its owner, and the console's menu of tricks. */
const refusedRequests = { TIOCSTI: 0x5412, TIOCLINUX: 0x541c } as const

const load = 0x20
const jumpEqual = 0x15
const jumpAtLeast = 0x35
const answer = 0x06
const allow = 0x7fff0000
const killProcess = 0x80000000
const errno = (number: number) => 0x00050000 | number
const EPERM = 1
const ENOSYS = 38
const x86_64 = 0xc000003e
const x32Bit = 0x40000000
// Offsets in the kernel's struct seccomp_data: number, arch, and the low half of the second argument.
const atNumber = 0
const atArch = 4
const atSecondArgument = 24

type Instruction = { code: number; k: number; yes?: number; no?: number }

/**
 * The filter for user code as classic BPF, ready for `bwrap --seccomp`: refused calls fail with EPERM, x32 calls with ENOSYS, another
 * architecture's calls end the process. Null where the numbers are not known (only x86-64 is).
 */
export function seccompFilter(architecture: string = process.arch): Uint8Array | null {
  if (architecture !== 'x64') return null
  const calls = Object.values(refused)
  const requests = Object.values(refusedRequests)
  const head: Instruction[] = [
    { code: load, k: atArch },
    { code: jumpEqual, k: x86_64, yes: 1, no: 0 },
    { code: answer, k: killProcess },
    { code: load, k: atNumber },
    { code: jumpAtLeast, k: x32Bit, yes: 0, no: 1 },
    { code: answer, k: errno(ENOSYS) },
    // Past the ioctl block: the load, the comparisons and its own answer.
    { code: jumpEqual, k: ioctl, yes: 0, no: requests.length + 2 },
    { code: load, k: atSecondArgument },
    ...requests.map((request, at) => ({ code: jumpEqual, k: request, yes: requests.length - at + calls.length + 1, no: 0 })),
    { code: answer, k: allow },
  ]
  const program = [
    ...head,
    ...calls.map((call, at) => ({ code: jumpEqual, k: call, yes: calls.length - at, no: 0 })),
    { code: answer, k: allow },
    { code: answer, k: errno(EPERM) },
  ]
  const bytes = new DataView(new ArrayBuffer(program.length * 8))
  program.forEach(({ code, k, yes = 0, no = 0 }: Instruction, at) => {
    bytes.setUint16(at * 8, code, true)
    bytes.setUint8(at * 8 + 2, yes)
    bytes.setUint8(at * 8 + 3, no)
    bytes.setUint32(at * 8 + 4, k >>> 0, true)
  })
  return new Uint8Array(bytes.buffer)
}
