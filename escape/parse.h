/* parse.h - what parse.c leaves for check.c at package level: gort__unit.decls, one node each.
 *
 *   D_IMPORT  name = path, lit_text = local name or NULL
 *   D_CONST   list = names, a = type or NULL, list2 = values (those of the previous spec if
 *             omitted), field_index = iota
 *   D_TYPE    name, a = type expression, define = alias
 *   D_VAR     an S_VAR
 *   D_FUNC    func with name, recv as N_FIELD in a (or NULL), b = N_FUNCTYPE, body
 * Inside functions D_CONST and D_TYPE stand in S_DECL's list.
 */
#ifndef GORT_ESCAPE_PARSE_H
#define GORT_ESCAPE_PARSE_H

#include "ast.h"

enum { D_IMPORT = NODE_KIND_COUNT, D_CONST, D_TYPE, D_FUNC };

#endif
