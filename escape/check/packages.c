/* packages.c - what Go 1.19 has on linux/amd64: the packages of its library, and of the packages
 * that gort has in part every name. It tells what gort lacks ("is not supported yet") from what
 * does not exist ("undefined", "could not import").
 *
 * Names that are not exported are listed where Go's compiler finds them in a package's export data
 * and therefore says "not exported" instead of "undefined". All is data; what gort has itself is in
 * the Go files of runtime/pkg.
 */
#include "universe.h"

#include <string.h>

static const struct {
    const char *path, *exported, *hidden;
} names[] = {
    {"errors", "As Is New Unwrap", "errorString"},
    {"fmt",
     "Append Appendf Appendln Errorf Formatter Fprint Fprintf Fprintln Fscan Fscanf Fscanln "
     "GoStringer Print Printf Println Scan ScanState Scanf Scanln Scanner Sprint Sprintf "
     "Sprintln Sscan Sscanf Sscanln State Stringer",
     "stringReader"},
    {"io",
     "ByteReader ByteScanner ByteWriter Closer Copy CopyBuffer CopyN Discard EOF ErrClosedPipe "
     "ErrNoProgress ErrShortBuffer ErrShortWrite ErrUnexpectedEOF LimitReader LimitedReader "
     "MultiReader MultiWriter NewSectionReader NopCloser Pipe PipeReader PipeWriter ReadAll "
     "ReadAtLeast ReadCloser ReadFull ReadSeekCloser ReadSeeker ReadWriteCloser "
     "ReadWriteSeeker ReadWriter Reader ReaderAt ReaderFrom RuneReader RuneScanner "
     "SectionReader SeekCurrent SeekEnd SeekStart Seeker StringWriter TeeReader WriteCloser "
     "WriteSeeker WriteString Writer WriterAt WriterTo",
     "copyBuffer errOffset errWhence multiReader multiWriter nopCloser nopCloserWriterTo "
     "onceError pipe teeReader"},
    {"os",
     "Args Chdir Chmod Chown Chtimes Clearenv Create CreateTemp DevNull DirEntry DirFS "
     "Environ ErrClosed ErrDeadlineExceeded ErrExist ErrInvalid ErrNoDeadline ErrNotExist "
     "ErrPermission ErrProcessDone Executable Exit Expand ExpandEnv File FileInfo FileMode "
     "FindProcess Getegid Getenv Geteuid Getgid Getgroups Getpagesize Getpid Getppid Getuid "
     "Getwd Hostname Interrupt IsExist IsNotExist IsPathSeparator IsPermission IsTimeout Kill "
     "Lchown Link LinkError LookupEnv Lstat Mkdir MkdirAll MkdirTemp ModeAppend "
     "ModeCharDevice ModeDevice ModeDir ModeExclusive ModeIrregular ModeNamedPipe ModePerm "
     "ModeSetgid ModeSetuid ModeSocket ModeSticky ModeSymlink ModeTemporary ModeType NewFile "
     "NewSyscallError O_APPEND O_CREATE O_EXCL O_RDONLY O_RDWR O_SYNC O_TRUNC O_WRONLY Open "
     "OpenFile PathError PathListSeparator PathSeparator Pipe ProcAttr Process ProcessState "
     "ReadDir ReadFile Readlink Remove RemoveAll Rename SEEK_CUR SEEK_END SEEK_SET SameFile "
     "Setenv Signal StartProcess Stat Stderr Stdin Stdout Symlink SyscallError TempDir "
     "Truncate Unsetenv UserCacheDir UserConfigDir UserHomeDir WriteFile",
     "chmod dirFS dirInfo executable file fileStat findProcess hostname newRawConn rawConn "
     "readdirMode removeAll rename sameFile tempDir timeout underlyingErrorIs"},
    {"runtime",
     "BlockProfile BlockProfileRecord Breakpoint CPUProfile Caller Callers CallersFrames "
     "Compiler Error Frame Frames Func FuncForPC GC GOARCH GOMAXPROCS GOOS GOROOT Goexit "
     "GoroutineProfile Gosched KeepAlive LockOSThread MemProfile MemProfileRate "
     "MemProfileRecord MemStats MutexProfile NumCPU NumCgoCall NumGoroutine ReadMemStats "
     "ReadTrace SetBlockProfileRate SetCPUProfileRate SetCgoTraceback SetFinalizer "
     "SetMutexProfileFraction Stack StackRecord StartTrace StopTrace ThreadCreateProfile "
     "TypeAssertionError UnlockOSThread Version",
     "_defer _func _panic _type addrRange addrRanges allglen allm allp ancestorInfo "
     "atomicOffAddr bitvector breakpoint buildVersion callers cgoCallers checkTimeouts "
     "chunkIdx defaultGOROOT dlogPerM dounlockOSThread firstmoduledata funcFlag funcID "
     "funcInfo functab g gList gQueue gcBits gcMarkWorkerMode gcWork gclink gclinkptr gcount "
     "getg gobuf gogetenv goroutineProfileState goroutineProfileStateHolder "
     "goroutineProfileWithLabels gosched_m gsignalStack guintptr hchan heldLockInfo imethod "
     "interfacetype itab lfnode libcall limiterEvent limiterEventType lockRank lockRankStruct "
     "m mOS mSpanList mSpanState mSpanStateBox markBits mcache mcall moduledata modulehash "
     "mspan muintptr mutex mutexprofilerate name nameOff ncgocall ncpu notInHeap note offAddr "
     "p pageAlloc pageBits pageCache pallocBits pallocData pallocSum pcHeader persistentAlloc "
     "ptabEntry puintptr scavengeIndex sched schedt sigset spanClass special stack "
     "stackfreelist sudog sysMemStat sysmontick textOff textsect tflag throwType "
     "timeHistogram timer traceBuf traceBufHeader traceBufPtr typeOff uncommontype waitReason "
     "waitq wbBuf workbuf workbufhdr"},
    {"runtime/debug",
     "BuildInfo BuildSetting FreeOSMemory GCStats Module ParseBuildInfo PrintStack "
     "ReadBuildInfo ReadGCStats SetGCPercent SetMaxStack SetMaxThreads SetMemoryLimit "
     "SetPanicOnFault SetTraceback Stack WriteHeapDump",
     "freeOSMemory setGCPercent setMaxStack setMaxThreads setMemoryLimit setPanicOnFault"},
    {"strconv",
     "AppendBool AppendFloat AppendInt AppendQuote AppendQuoteRune AppendQuoteRuneToASCII "
     "AppendQuoteRuneToGraphic AppendQuoteToASCII AppendQuoteToGraphic AppendUint Atoi "
     "CanBackquote ErrRange ErrSyntax FormatBool FormatComplex FormatFloat FormatInt "
     "FormatUint IntSize IsGraphic IsPrint Itoa NumError ParseBool ParseComplex ParseFloat "
     "ParseInt ParseUint Quote QuoteRune QuoteRuneToASCII QuoteRuneToGraphic QuoteToASCII "
     "QuoteToGraphic QuotedPrefix Unquote UnquoteChar",
     "appendQuotedRuneWith appendQuotedWith genericFtoa quoteRuneWith quoteWith syntaxError "
     "unquote"},
    {"sync", "Cond Locker Map Mutex NewCond Once Pool RWMutex WaitGroup",
     "copyChecker eface entry noCopy notifyList poolChain poolChainElt poolDequeue poolLocal "
     "poolLocalInternal rlocker"},
    {"sync/atomic",
     "AddInt32 AddInt64 AddUint32 AddUint64 AddUintptr Bool CompareAndSwapInt32 "
     "CompareAndSwapInt64 CompareAndSwapPointer CompareAndSwapUint32 CompareAndSwapUint64 "
     "CompareAndSwapUintptr Int32 Int64 LoadInt32 LoadInt64 LoadPointer LoadUint32 LoadUint64 "
     "LoadUintptr Pointer StoreInt32 StoreInt64 StorePointer StoreUint32 StoreUint64 StoreUintptr "
     "SwapInt32 SwapInt64 SwapPointer SwapUint32 SwapUint64 SwapUintptr Uint32 Uint64 Uintptr "
     "Value",
     "align64 b32 noCopy"},
    {"time",
     "ANSIC After AfterFunc April August Date December Duration February FixedZone Friday Hour "
     "January July June Kitchen Layout LoadLocation LoadLocationFromTZData Local Location March "
     "May Microsecond Millisecond Minute Monday Month Nanosecond NewTicker NewTimer November Now "
     "October Parse ParseDuration ParseError ParseInLocation RFC1123 RFC1123Z RFC3339 "
     "RFC3339Nano RFC822 RFC822Z RFC850 RubyDate Saturday Second September Since Sleep Stamp "
     "StampMicro StampMilli StampNano Sunday Thursday Tick Ticker Time Timer Tuesday UTC Unix "
     "UnixDate UnixMicro UnixMilli Until Wednesday Weekday",
     "absWeekday fmtInt longDayNames longMonthNames parse runtimeTimer stopTimer unixTime utcLoc "
     "zone zoneTrans"},
};

static const char library[] =
    "archive/tar archive/zip bufio bytes compress/bzip2 compress/flate compress/gzip "
    "compress/lzw compress/zlib container/heap container/list container/ring context crypto "
    "crypto/aes crypto/cipher crypto/des crypto/dsa crypto/ecdsa crypto/ed25519 "
    "crypto/elliptic crypto/hmac crypto/internal/boring crypto/internal/boring/bbig "
    "crypto/internal/boring/bcache crypto/internal/boring/sig crypto/internal/edwards25519 "
    "crypto/internal/edwards25519/field crypto/internal/nistec crypto/internal/nistec/fiat "
    "crypto/internal/randutil crypto/internal/subtle crypto/md5 crypto/rand crypto/rc4 "
    "crypto/rsa crypto/sha1 crypto/sha256 crypto/sha512 crypto/subtle crypto/tls crypto/x509 "
    "crypto/x509/pkix database/sql database/sql/driver debug/buildinfo debug/dwarf debug/elf "
    "debug/gosym debug/macho debug/pe debug/plan9obj embed embed/internal/embedtest encoding "
    "encoding/ascii85 encoding/asn1 encoding/base32 encoding/base64 encoding/binary "
    "encoding/csv encoding/gob encoding/hex encoding/json encoding/pem encoding/xml errors "
    "expvar flag fmt go/ast go/build go/build/constraint go/constant go/doc go/doc/comment "
    "go/format go/importer go/internal/gccgoimporter go/internal/gcimporter "
    "go/internal/srcimporter go/internal/typeparams go/parser go/printer go/scanner go/token "
    "go/types hash hash/adler32 hash/crc32 hash/crc64 hash/fnv hash/maphash html "
    "html/template image image/color image/color/palette image/draw image/gif "
    "image/internal/imageutil image/jpeg image/png index/suffixarray internal/abi "
    "internal/buildcfg internal/bytealg internal/cfg internal/cpu internal/diff "
    "internal/fmtsort internal/fuzz internal/goarch internal/godebug internal/goexperiment "
    "internal/goos internal/goroot internal/goversion internal/intern internal/itoa "
    "internal/lazyregexp internal/lazytemplate internal/nettrace internal/obscuretestdata "
    "internal/oserror internal/pkgbits internal/poll internal/profile internal/race "
    "internal/reflectlite internal/safefilepath internal/singleflight "
    "internal/syscall/execenv internal/syscall/unix internal/sysinfo internal/testenv "
    "internal/testlog internal/trace internal/txtar internal/unsafeheader internal/xcoff io "
    "io/fs io/ioutil log log/syslog math math/big math/bits math/cmplx math/rand mime "
    "mime/multipart mime/quotedprintable net net/http net/http/cgi net/http/cookiejar "
    "net/http/fcgi net/http/httptest net/http/httptrace net/http/httputil net/http/internal "
    "net/http/internal/ascii net/http/internal/testcert net/http/pprof net/internal/socktest "
    "net/mail net/netip net/rpc net/rpc/jsonrpc net/smtp net/textproto net/url os os/exec "
    "os/exec/internal/fdtest os/signal os/signal/internal/pty os/user path path/filepath "
    "plugin reflect reflect/internal/example1 reflect/internal/example2 regexp regexp/syntax "
    "runtime runtime/cgo runtime/debug runtime/internal/atomic runtime/internal/math "
    "runtime/internal/sys runtime/internal/syscall runtime/metrics runtime/pprof runtime/race "
    "runtime/trace sort strconv strings sync sync/atomic syscall testing testing/fstest "
    "testing/internal/testdeps testing/iotest testing/quick text/scanner text/tabwriter "
    "text/template text/template/parse time time/tzdata unicode unicode/utf16 unicode/utf8 "
    "unsafe";

static bool has_word(const char *words, const char *word)
{
    size_t n = strlen(word);
    for (const char *p = words; n && (p = strstr(p, word)); p += n)
        if ((p == words || p[-1] == ' ') && (p[n] == ' ' || !p[n])) return true;
    return false;
}

bool gort__universe_is_library(const char *path)
{
    return !strchr(path, ' ') && has_word(library, path);
}

go_name gort__universe_go_name(const char *path, const char *name)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i].path, path) == 0)
            return has_word(names[i].exported, name) ? GO_NAME_EXPORTED
                   : has_word(names[i].hidden, name) ? GO_NAME_HIDDEN
                                                     : GO_NAME_NONE;
    return GO_NAME_NONE;
}
