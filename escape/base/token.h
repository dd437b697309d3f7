/* token.h - Go's tokens: what the lexer finds, and what operators are called in the tree
 * (node.op).
 */
#ifndef GORT_ESCAPE_TOKEN_H
#define GORT_ESCAPE_TOKEN_H

/* How each is spelled in messages. In groups, whose order is used: what has no spelling of its own
 * up to the literals; operators, also node.op, the binary ones by precedence (gort__op_precedence);
 * punctuation; keywords, first those that begin a statement and nothing else, up to T_VAR. */
#define GORT__TOKENS(X)                                                                            \
    X(T_EOF, "EOF")                                                                                \
    X(T_ERROR, "invalid")                                                                          \
    X(T_NAME, "name")                                                                              \
    X(T_INT, "literal")                                                                            \
    X(T_FLOAT, "literal")                                                                          \
    X(T_IMAG, "literal")                                                                           \
    X(T_CHAR, "literal")                                                                           \
    X(T_STRING, "literal")                                                                         \
    X(T_LOR, "||")                                                                                 \
    X(T_LAND, "&&")                                                                                \
    X(T_EQ, "==")                                                                                  \
    X(T_NE, "!=")                                                                                  \
    X(T_LT, "<")                                                                                   \
    X(T_LE, "<=")                                                                                  \
    X(T_GT, ">")                                                                                   \
    X(T_GE, ">=")                                                                                  \
    X(T_ADD, "+")                                                                                  \
    X(T_SUB, "-")                                                                                  \
    X(T_OR, "|")                                                                                   \
    X(T_XOR, "^")                                                                                  \
    X(T_MUL, "*")                                                                                  \
    X(T_QUO, "/")                                                                                  \
    X(T_REM, "%")                                                                                  \
    X(T_AND, "&")                                                                                  \
    X(T_AND_NOT, "&^")                                                                             \
    X(T_SHL, "<<")                                                                                 \
    X(T_SHR, ">>")                                                                                 \
    X(T_NOT, "!")                                                                                  \
    X(T_TILDE, "~")                                                                                \
    X(T_ARROW, "<-")                                                                               \
    X(T_INC, "++")                                                                                 \
    X(T_DEC, "--")                                                                                 \
    X(T_ASSIGN, "=")                                                                               \
    X(T_DEFINE, ":=")                                                                              \
    X(T_OP_ASSIGN, "op=") /* op in lexer.op */                                                     \
    X(T_LPAREN, "(")                                                                               \
    X(T_RPAREN, ")")                                                                               \
    X(T_LBRACK, "[")                                                                               \
    X(T_RBRACK, "]")                                                                               \
    X(T_LBRACE, "{")                                                                               \
    X(T_RBRACE, "}")                                                                               \
    X(T_COMMA, "comma")                                                                            \
    X(T_SEMI, "semicolon or newline")                                                              \
    X(T_COLON, ":")                                                                                \
    X(T_DOT, ".")                                                                                  \
    X(T_DOTS, "...")                                                                               \
    X(T_BREAK, "break")                                                                            \
    X(T_CONST, "const")                                                                            \
    X(T_CONTINUE, "continue")                                                                      \
    X(T_DEFER, "defer")                                                                            \
    X(T_FALLTHROUGH, "fallthrough")                                                                \
    X(T_FOR, "for")                                                                                \
    X(T_GO, "go")                                                                                  \
    X(T_GOTO, "goto")                                                                              \
    X(T_IF, "if")                                                                                  \
    X(T_RETURN, "return")                                                                          \
    X(T_SELECT, "select")                                                                          \
    X(T_SWITCH, "switch")                                                                          \
    X(T_TYPE, "type")                                                                              \
    X(T_VAR, "var")                                                                                \
    X(T_CASE, "case")                                                                              \
    X(T_CHAN, "chan")                                                                              \
    X(T_DEFAULT, "default")                                                                        \
    X(T_ELSE, "else")                                                                              \
    X(T_FUNC, "func")                                                                              \
    X(T_IMPORT, "import")                                                                          \
    X(T_INTERFACE, "interface")                                                                    \
    X(T_MAP, "map")                                                                                \
    X(T_PACKAGE, "package")                                                                        \
    X(T_RANGE, "range")                                                                            \
    X(T_STRUCT, "struct")

#define GORT__TOKEN(name, text) name,
typedef enum token { GORT__TOKENS(GORT__TOKEN) T_COUNT } token;
#undef GORT__TOKEN

#endif
