" Vim syntax of gcc-graph. To use it, copy it to ~/.vim/syntax/gcc-graph.vim
" and add to ~/.vim/vimrc:
"   autocmd BufRead,BufNewFile *.g set filetype=gcc-graph

if exists("b:current_syntax")
  finish
endif

syntax case match
syntax iskeyword @,48-57,_,192-255

syntax keyword graphStatement dim input param const output batch
syntax keyword graphStatement shared layer import minimize freeze update
syntax keyword graphStatement state next
syntax keyword graphClause for in where until over by
syntax keyword graphChoice if else
syntax keyword graphLogic and or not
syntax keyword graphReduction sum prod max min mean argmax argmin
syntax keyword graphConstant pi inf training

syntax match graphReduction "[ΣΠ]\ze[\[(]\|[∑∏]"
syntax match graphConstant "[∞½¼¾]\|\<π\>"
syntax match graphNumber "\<\d\+\(\.\d\+\)\?\([eE][+-]\?\d\+\)\?"
syntax match graphSuperscript "[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ᵀ]"
syntax match graphOperator "[-+*/·⊙⊘⊗×^~=<>≤≥≠∂‖−⋅]\|\.[*/^]\|!="
syntax match graphFunction "\K\k*[′₀-₉]*\ze("
      \ contains=graphReduction,graphClause,graphChoice,graphLogic
syntax match graphTab "^ *\t\+"
syntax match graphComment "#.*$" contains=@Spell

highlight default link graphStatement Statement
highlight default link graphClause Keyword
highlight default link graphChoice Conditional
highlight default link graphLogic Operator
highlight default link graphReduction Function
highlight default link graphFunction Identifier
highlight default link graphConstant Constant
highlight default link graphNumber Number
highlight default link graphSuperscript Number
highlight default link graphOperator Operator
highlight default link graphTab Error
highlight default link graphComment Comment

let b:current_syntax = "gcc-graph"
