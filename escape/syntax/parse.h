/* parse.h - the parser, and what it leaves for check.c at package level: unit.decls, one node
 * each.
 *
 *   D_IMPORT  name = path, lit_text = local name or NULL
 *   D_CONST   list = names, a = type or NULL, list2 = values (those of the previous spec if
 *             omitted), field_index = iota
 *   D_TYPE    name, a = type expression, define = alias
 *   D_VAR     an S_VAR
 *   D_FUNC    func with name, recv as N_FIELD in a (or NULL), b = N_FUNCTYPE, body
 * Inside functions D_CONST and D_TYPE stand in S_DECL's list.
 *
 * Positions: D_CONST, D_TYPE, D_FUNC and S_VAR lie at the (first) name, D_IMPORT at the spec.
 *
 * What ast.h leaves open:
 *   N_FUNCLIT     b = its N_FUNCTYPE; func has body, end, pos, lit
 *   N_FIELD       lit_text = struct tag as written, or NULL, op its token, end its place; pos =
 * name, or the type's start; colon = the dots of a variadic parameter. Names that share one type
 * (a, b int) share its node, one after the other. N_SELECTOR    end = position of the name
 *   N_COMPLIT     end = the closing brace; N_CALL, N_INDEX, N_SLICE: the closing bracket
 *   N_CHANTYPE    op = one of chan_dir
 *   N_UNARY       op T_ADD T_SUB T_NOT T_XOR, T_ARROW for a receive
 *   N_LITERAL     op = the token (T_INT ...), lit_text = its text, carriage returns not yet removed
 *   S_TYPESWITCH  key = N_NAME of the variable, or NULL (name is the same); a = operand of .(type)
 *   S_CASE        of a select: init = the communication statement, NULL for default
 *   S_RANGE       pos = 'for', colon = the word `range`: Go's explanations (-m=2) point there
 *   S_BRANCH      end = position of the label
 *   S_LABELED     pos = the label, colon = its ':'; several specs of one var declaration behind a
 *                 label: the first is body[0], the others follow the labeled statement
 *   S_BLOCK, S_IF, S_FOR, S_RANGE, S_SWITCH, S_TYPESWITCH, S_SELECT: end = the closing brace (of
 *                 S_IF: of its own block)
 * The repeated values and type of a constant declaration are copies, so that checking one does not
 * touch the other; their positions are those of the original.
 */
#ifndef GORT_ESCAPE_PARSE_H
#define GORT_ESCAPE_PARSE_H

#include "../base/unit.h"

enum { D_IMPORT = NODE_KIND_COUNT, D_CONST, D_TYPE, D_FUNC };

/* Main and what it imports; false: nothing to check. */
bool gort__parse(unit *u);
/* parse.c: the package that the unit is at. */
bool gort__parse_package(unit *u);

#endif
