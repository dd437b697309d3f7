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
    {"bytes",
     "Buffer Compare Contains ContainsAny ContainsRune Count Cut Equal EqualFold ErrTooLarge "
     "Fields FieldsFunc HasPrefix HasSuffix Index IndexAny IndexByte IndexFunc IndexRune Join "
     "LastIndex LastIndexAny LastIndexByte LastIndexFunc Map MinRead NewBuffer NewBufferString "
     "NewReader Reader Repeat Replace ReplaceAll Runes Split SplitAfter SplitAfterN SplitN "
     "Title ToLower ToLowerSpecial ToTitle ToTitleSpecial ToUpper ToUpperSpecial ToValidUTF8 "
     "Trim TrimFunc TrimLeft TrimLeftFunc TrimPrefix TrimRight TrimRightFunc TrimSpace "
     "TrimSuffix",
     "errUnreadByte genSplit indexFunc lastIndexFunc readOp"},
    {"container/heap", "Fix Init Interface Pop Push Remove", ""},
    {"container/ring", "New Ring", ""},
    {"encoding/binary",
     "AppendByteOrder AppendUvarint AppendVarint BigEndian ByteOrder LittleEndian "
     "MaxVarintLen16 MaxVarintLen32 MaxVarintLen64 PutUvarint PutVarint Read ReadUvarint "
     "ReadVarint Size Uvarint Varint Write",
     ""},
    {"errors", "As Is New Unwrap", "errorString"},
    {"flag",
     "Arg Args Bool BoolVar CommandLine ContinueOnError Duration DurationVar ErrHelp "
     "ErrorHandling ExitOnError Flag FlagSet Float64 Float64Var Func Getter Int Int64 "
     "Int64Var IntVar Lookup NArg NFlag NewFlagSet PanicOnError Parse Parsed PrintDefaults "
     "Set String StringVar TextVar Uint Uint64 Uint64Var UintVar UnquoteUsage Usage Value "
     "Var Visit VisitAll",
     ""},
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
    {"log",
     "Default Fatal Fatalf Fatalln Flags LUTC Ldate Llongfile Lmicroseconds Lmsgprefix "
     "Logger Lshortfile LstdFlags Ltime New Output Panic Panicf Panicln Prefix Print "
     "Printf Println SetFlags SetOutput SetPrefix Writer",
     ""},
    {"math",
     "Abs Acos Acosh Asin Asinh Atan Atan2 Atanh Cbrt Ceil Copysign Cos Cosh Dim E Erf Erfc "
     "Erfcinv Erfinv Exp Exp2 Expm1 FMA Float32bits Float32frombits Float64bits "
     "Float64frombits Floor Frexp Gamma Hypot Ilogb Inf IsInf IsNaN J0 J1 Jn Ldexp Lgamma Ln10 "
     "Ln2 Log Log10 Log10E Log1p Log2 Log2E Logb Max MaxFloat32 MaxFloat64 MaxInt MaxInt16 "
     "MaxInt32 MaxInt64 MaxInt8 MaxUint MaxUint16 MaxUint32 MaxUint64 MaxUint8 Min MinInt "
     "MinInt16 MinInt32 MinInt64 MinInt8 Mod Modf NaN Nextafter Nextafter32 Phi Pi Pow Pow10 "
     "Remainder Round RoundToEven Signbit Sin Sincos Sinh SmallestNonzeroFloat32 "
     "SmallestNonzeroFloat64 Sqrt Sqrt2 SqrtE SqrtPhi SqrtPi Tan Tanh Trunc Y0 Y1 Yn",
     "acos acosh archCeil archExp archFloor archHypot archLog archMax archMin "
     "archSqrt archTrunc asin asinh atan atan2 atanh cbrt cos cosh erf erfc exp2 expm1 frexp "
     "ldexp log10 log1p log2 mod modf pow pow10negtab32 pow10postab32 pow10tab remainder sin "
     "sinh tan tanh"},
    {"math/bits",
     "Add Add32 Add64 Div Div32 Div64 LeadingZeros LeadingZeros16 LeadingZeros32 "
     "LeadingZeros64 LeadingZeros8 Len Len16 Len32 Len64 Len8 Mul Mul32 Mul64 OnesCount "
     "OnesCount16 OnesCount32 OnesCount64 OnesCount8 Rem Rem32 Rem64 Reverse Reverse16 "
     "Reverse32 Reverse64 Reverse8 ReverseBytes ReverseBytes16 ReverseBytes32 ReverseBytes64 "
     "RotateLeft RotateLeft16 RotateLeft32 RotateLeft64 RotateLeft8 Sub Sub32 Sub64 "
     "TrailingZeros TrailingZeros16 TrailingZeros32 TrailingZeros64 TrailingZeros8 UintSize",
     "deBruijn32tab deBruijn64tab overflowError"},
    {"math/rand",
     "ExpFloat64 Float32 Float64 Int Int31 Int31n Int63 Int63n Intn New NewSource NewZipf "
     "NormFloat64 Perm Rand Read Seed Shuffle Source Source64 Uint32 Uint64 Zipf",
     ""},
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
    {"reflect",
     "Append AppendSlice Array ArrayOf Bool BothDir Chan ChanDir ChanOf Complex128 "
     "Complex64 Copy DeepEqual Float32 Float64 Func FuncOf Indirect Int Int16 Int32 Int64 "
     "Int8 Interface Invalid Kind MakeChan MakeFunc MakeMap MakeMapWithSize MakeSlice Map "
     "MapIter MapOf Method New NewAt Pointer PointerTo Ptr PtrTo RecvDir Select SelectCase "
     "SelectDefault SelectDir SelectRecv SelectSend SendDir Slice SliceHeader SliceOf "
     "String StringHeader Struct StructField StructOf StructTag Swapper Type TypeOf Uint "
     "Uint16 Uint32 Uint64 Uint8 Uintptr UnsafePointer Value ValueError ValueOf "
     "VisibleFields Zero",
     ""},
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
    {"sort",
     "Find Float64Slice Float64s Float64sAreSorted IntSlice Interface Ints IntsAreSorted "
     "IsSorted Reverse Search SearchFloat64s SearchInts SearchStrings Slice SliceIsSorted "
     "SliceStable Sort Stable StringSlice Strings StringsAreSorted",
     "isNaN reverse"},
    {"strconv",
     "AppendBool AppendFloat AppendInt AppendQuote AppendQuoteRune AppendQuoteRuneToASCII "
     "AppendQuoteRuneToGraphic AppendQuoteToASCII AppendQuoteToGraphic AppendUint Atoi "
     "CanBackquote ErrRange ErrSyntax FormatBool FormatComplex FormatFloat FormatInt "
     "FormatUint IntSize IsGraphic IsPrint Itoa NumError ParseBool ParseComplex ParseFloat "
     "ParseInt ParseUint Quote QuoteRune QuoteRuneToASCII QuoteRuneToGraphic QuoteToASCII "
     "QuoteToGraphic QuotedPrefix Unquote UnquoteChar",
     "appendQuotedRuneWith appendQuotedWith genericFtoa quoteRuneWith quoteWith syntaxError "
     "unquote"},
    {"strings",
     "Builder Clone Compare Contains ContainsAny ContainsRune Count Cut EqualFold Fields "
     "FieldsFunc HasPrefix HasSuffix Index IndexAny IndexByte IndexFunc IndexRune Join "
     "LastIndex LastIndexAny LastIndexByte LastIndexFunc Map NewReader NewReplacer Reader "
     "Repeat Replace ReplaceAll Replacer Split SplitAfter SplitAfterN SplitN Title ToLower "
     "ToLowerSpecial ToTitle ToTitleSpecial ToUpper ToUpperSpecial ToValidUTF8 Trim TrimFunc "
     "TrimLeft TrimLeftFunc TrimPrefix TrimRight TrimRightFunc TrimSpace TrimSuffix",
     "genSplit lastIndexFunc noescape replacer"},
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
    {"testing",
     "AllocsPerRun B Benchmark BenchmarkResult Cover CoverBlock CoverMode Coverage F Init "
     "InternalBenchmark InternalExample InternalFuzzTarget InternalTest M Main MainStart "
     "PB RegisterCover RunBenchmarks RunExamples RunTests Short T TB Verbose",
     ""},
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
    {"unicode",
     "ASCII_Hex_Digit Adlam Ahom Anatolian_Hieroglyphs Arabic Armenian Avestan AzeriCase "
     "Balinese Bamum Bassa_Vah Batak Bengali Bhaiksuki Bidi_Control Bopomofo Brahmi Braille "
     "Buginese Buhid C Canadian_Aboriginal Carian CaseRange CaseRanges Categories "
     "Caucasian_Albanian Cc Cf Chakma Cham Cherokee Chorasmian Co Common Coptic Cs Cuneiform "
     "Cypriot Cyrillic Dash Deprecated Deseret Devanagari Diacritic Digit Dives_Akuru Dogra "
     "Duployan Egyptian_Hieroglyphs Elbasan Elymaic Ethiopic Extender FoldCategory FoldScript "
     "Georgian Glagolitic Gothic Grantha GraphicRanges Greek Gujarati Gunjala_Gondi Gurmukhi "
     "Han Hangul Hanifi_Rohingya Hanunoo Hatran Hebrew Hex_Digit Hiragana Hyphen "
     "IDS_Binary_Operator IDS_Trinary_Operator Ideographic Imperial_Aramaic In Inherited "
     "Inscriptional_Pahlavi Inscriptional_Parthian Is IsControl IsDigit IsGraphic IsLetter "
     "IsLower IsMark IsNumber IsOneOf IsPrint IsPunct IsSpace IsSymbol IsTitle IsUpper "
     "Javanese Join_Control Kaithi Kannada Katakana Kayah_Li Kharoshthi Khitan_Small_Script "
     "Khmer Khojki Khudawadi L Lao Latin Lepcha Letter Limbu Linear_A Linear_B Lisu Ll Lm Lo "
     "Logical_Order_Exception Lower LowerCase Lt Lu Lycian Lydian M Mahajani Makasar Malayalam "
     "Mandaic Manichaean Marchen Mark Masaram_Gondi MaxASCII MaxCase MaxLatin1 MaxRune Mc Me "
     "Medefaidrin Meetei_Mayek Mende_Kikakui Meroitic_Cursive Meroitic_Hieroglyphs Miao Mn "
     "Modi Mongolian Mro Multani Myanmar N Nabataean Nandinagari Nd New_Tai_Lue Newa Nko Nl No "
     "Noncharacter_Code_Point Number Nushu Nyiakeng_Puachue_Hmong Ogham Ol_Chiki Old_Hungarian "
     "Old_Italic Old_North_Arabian Old_Permic Old_Persian Old_Sogdian Old_South_Arabian "
     "Old_Turkic Oriya Osage Osmanya Other Other_Alphabetic Other_Default_Ignorable_Code_Point "
     "Other_Grapheme_Extend Other_ID_Continue Other_ID_Start Other_Lowercase Other_Math "
     "Other_Uppercase P Pahawh_Hmong Palmyrene Pattern_Syntax Pattern_White_Space Pau_Cin_Hau "
     "Pc Pd Pe Pf Phags_Pa Phoenician Pi Po Prepended_Concatenation_Mark PrintRanges "
     "Properties Ps Psalter_Pahlavi Punct Quotation_Mark Radical Range16 Range32 RangeTable "
     "Regional_Indicator Rejang ReplacementChar Runic S STerm Samaritan Saurashtra Sc Scripts "
     "Sentence_Terminal Sharada Shavian Siddham SignWriting SimpleFold Sinhala Sk Sm So "
     "Soft_Dotted Sogdian Sora_Sompeng Soyombo Space SpecialCase Sundanese Syloti_Nagri Symbol "
     "Syriac Tagalog Tagbanwa Tai_Le Tai_Tham Tai_Viet Takri Tamil Tangut Telugu "
     "Terminal_Punctuation Thaana Thai Tibetan Tifinagh Tirhuta Title TitleCase To ToLower "
     "ToTitle ToUpper TurkishCase Ugaritic Unified_Ideograph Upper UpperCase UpperLower Vai "
     "Variation_Selector Version Wancho Warang_Citi White_Space Yezidi Yi Z Zanabazar_Square "
     "Zl Zp Zs",
     "d isExcludingLatin properties to"},
    {"unicode/utf8",
     "AppendRune DecodeLastRune DecodeLastRuneInString DecodeRune DecodeRuneInString "
     "EncodeRune FullRune FullRuneInString MaxRune RuneCount RuneCountInString RuneError "
     "RuneLen RuneSelf RuneStart UTFMax Valid ValidRune ValidString",
     "acceptRange acceptRanges appendRuneNonASCII first"},
};

/* The methods of types that gort has in part. */
static const struct {
    const char *type, *methods;
} methods[] = {
    {"flag.FlagSet",
     "Arg Args Bool BoolVar Duration DurationVar ErrorHandling Float64 Float64Var Func "
     "Init Int Int64 Int64Var IntVar Lookup NArg NFlag Name Output Parse Parsed "
     "PrintDefaults Set SetOutput String StringVar TextVar Uint Uint64 Uint64Var UintVar "
     "Var Visit VisitAll"},
    {"math/rand.Rand",
     "ExpFloat64 Float32 Float64 Int Int31 Int31n Int63 Int63n Intn NormFloat64 Perm Read "
     "Seed Shuffle Uint32 Uint64"},
    {"os.File", "Chdir Chmod Chown Close Fd Name Read ReadAt ReadDir ReadFrom Readdir Readdirnames "
                "Seek SetDeadline SetReadDeadline SetWriteDeadline Stat Sync SyscallConn Truncate "
                "Write WriteAt WriteString"},
    {"reflect.Value",
     "Addr Bool Bytes Call CallSlice CanAddr CanComplex CanConvert CanFloat CanInt "
     "CanInterface CanSet CanUint Cap Close Complex Convert Elem Field FieldByIndex "
     "FieldByIndexErr FieldByName FieldByNameFunc Float Index Int Interface InterfaceData "
     "IsNil IsValid IsZero Kind Len MapIndex MapKeys MapRange Method MethodByName NumField "
     "NumMethod OverflowComplex OverflowFloat OverflowInt OverflowUint Pointer Recv Send "
     "Set SetBool SetBytes SetCap SetComplex SetFloat SetInt SetIterKey SetIterValue "
     "SetLen SetMapIndex SetPointer SetString SetUint Slice Slice3 String TryRecv TrySend "
     "Type Uint UnsafeAddr UnsafePointer"},
    {"time.Time",
     "Add AddDate After AppendFormat Before Clock Date Day Equal Format GoString GobDecode "
     "GobEncode Hour ISOWeek In IsDST IsZero Local Location MarshalBinary MarshalJSON "
     "MarshalText Minute Month Nanosecond Round Second String Sub Truncate UTC Unix "
     "UnixMicro UnixMilli UnixNano UnmarshalBinary UnmarshalJSON UnmarshalText Weekday "
     "Year YearDay Zone ZoneBounds"},
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

bool gort__universe_go_method(const char *path, const char *type, const char *method)
{
    const size_t n = strlen(path);
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        const char *t = methods[i].type;
        if (strncmp(t, path, n) == 0 && t[n] == '.' && strcmp(t + n + 1, type) == 0)
            return has_word(methods[i].methods, method);
    }
    return false;
}
