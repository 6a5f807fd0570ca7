"""The TeX macros and environments that both KaTeX and MathJax have.

Browsers, notebooks and Anki show formulas with one of the two. Each has macros that the
other lacks, and an unknown macro is shown in red or stops the page.

The names are those that KaTeX 0.19.1 and MathJax 3.2.2 both set. Each name that
occurs in the source of either was tried in both, with the arguments that it may take;
MathJax with its packages base, ams, boldsymbol, braket, cancel, color and enclose, which
it loads by itself. Macros that do more than set a formula are left out, and so are a few
whose arguments need TeX itself.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_LETTERS: Final = """
acute aleph alpha amalg And angle approx approxeq arccos arcsin arctan arg ast asymp
atop backepsilon backprime backsim backsimeq backslash bar barwedge Bbb Bbbk bcancel
because begin beta beth between bf Big big bigcap bigcirc bigcup Bigg bigg Biggl
biggl Biggm biggm Biggr biggr Bigl bigl Bigm bigm bigodot bigoplus bigotimes Bigr
bigr bigsqcup bigstar bigtriangledown bigtriangleup biguplus bigvee bigwedge binom
blacklozenge blacksquare blacktriangle blacktriangledown blacktriangleleft
blacktriangleright bmod boldsymbol bot bowtie Box boxdot boxed boxminus boxplus
boxtimes Bra bra brace brack Braket braket breve bullet Bumpeq bumpeq cal cancel Cap
cap cdot cdotp cdots centerdot cfrac check checkmark chi choose circ circeq
circlearrowleft circlearrowright circledast circledcirc circleddash circledR
circledS clubsuit colon color colorbox complement cong coprod cos cosh cot coth csc
Cup cup curlyeqprec curlyeqsucc curlyvee curlywedge curvearrowleft curvearrowright
dagger daleth dashleftarrow dashrightarrow dashv dbinom ddagger ddddot dddot ddot
ddots deg Delta delta det dfrac diagdown diagup Diamond diamond diamondsuit digamma
dim displaystyle div divideontimes dot Doteq doteq doteqdot dotplus dots dotsb dotsc
dotsi dotsm dotso doublebarwedge doublecap doublecup Downarrow downarrow
downdownarrows downharpoonleft downharpoonright ell emptyset end enspace epsilon
eqcirc eqsim eqslantgtr eqslantless equiv eta eth exists exp fallingdotseq fbox
fcolorbox Finv flat forall frac frak frown Game Gamma gamma gcd ge genfrac geq geqq
geqslant gets gg ggg gggtr gimel gnapprox gneq gneqq gnsim grave gt gtrapprox gtrdot
gtreqless gtreqqless gtrless gtrsim gvertneqq hat hbar heartsuit hline hom
hookleftarrow hookrightarrow hphantom hskip hslash hspace Huge huge iff iiint iint
Im imath impliedby implies in inf infty injlim int intercal iota it jmath Join kappa
ker kern Ket ket Lambda lambda land langle LARGE Large large LaTeX lbrace lbrack
lceil ldotp ldots le leadsto left Leftarrow leftarrow leftarrowtail leftharpoondown
leftharpoonup leftleftarrows Leftrightarrow leftrightarrow leftrightarrows
leftrightharpoons leftrightsquigarrow leftthreetimes leq leqq leqslant lessapprox
lessdot lesseqgtr lesseqqgtr lessgtr lesssim lfloor lg lgroup lhd lim liminf limits
limsup ll llap llcorner Lleftarrow lll llless lmoustache ln lnapprox lneq lneqq lnot
lnsim log Longleftarrow longleftarrow Longleftrightarrow longleftrightarrow
longmapsto Longrightarrow longrightarrow looparrowleft looparrowright lor lozenge
lrcorner Lsh lt ltimes lVert lvert lvertneqq maltese mapsto mathbb mathbf mathbin
mathcal mathchoice mathclose mathfrak mathinner mathit mathnormal mathop mathopen
mathord mathpunct mathrel mathring mathrm mathscr mathsf mathsfit mathstrut mathtt
max measuredangle mho mid middle min mod models mp mu multimap nabla natural ncong
ne nearrow neg negmedspace negthickspace negthinspace neq newline nexists ngeq ngeqq
ngeqslant ngtr ni nLeftarrow nleftarrow nLeftrightarrow nleftrightarrow nleq nleqq
nleqslant nless nmid nobreakspace nolimits nonumber normalsize not notag notin
nparallel nprec npreceq nRightarrow nrightarrow nshortmid nshortparallel nsim
nsubseteq nsubseteqq nsucc nsucceq nsupseteq nsupseteqq ntriangleleft
ntrianglelefteq ntriangleright ntrianglerighteq nu nVDash nVdash nvDash nvdash
nwarrow odot oint Omega omega omicron ominus operatorname oplus oslash otimes over
overbrace overleftarrow overleftrightarrow overline overrightarrow overset owns
parallel partial perp phantom Phi phi Pi pi pitchfork pm pmb pmod pod Pr prec
precapprox preccurlyeq preceq precnapprox precneqq precnsim precsim prime prod
projlim propto Psi psi qquad quad rangle rbrace rbrack rceil Re restriction rfloor
rgroup rhd rho right Rightarrow rightarrow rightarrowtail rightharpoondown
rightharpoonup rightleftarrows rightleftharpoons rightrightarrows rightsquigarrow
rightthreetimes risingdotseq rlap rm rmoustache Rrightarrow Rsh rtimes rVert
rvert S scriptscriptstyle scriptsize scriptstyle searrow sec Set set setminus sf
sharp shortmid shortparallel Sigma sigma sim simeq sin sinh small smallfrown
smallint smallsetminus smallsmile smash smile space spadesuit sphericalangle sqcap
sqcup sqrt sqsubset sqsubseteq sqsupset sqsupseteq square stackrel star Subset
subset subseteq subseteqq subsetneq subsetneqq substack succ succapprox succcurlyeq
succeq succnapprox succneqq succnsim succsim sum sup Supset supset supseteq
supseteqq supsetneq supsetneqq surd swarrow tag tan tanh tau tbinom TeX text textbf
textcolor textit textnormal textrm textsf textstyle texttt textup tfrac therefore
Theta theta thickapprox thicksim thinspace tilde times tiny to top triangle
triangledown triangleleft trianglelefteq triangleq triangleright trianglerighteq tt
twoheadleftarrow twoheadrightarrow ulcorner underbrace underleftarrow
underleftrightarrow underline underrightarrow underset unlhd unrhd Uparrow uparrow
Updownarrow updownarrow upharpoonleft upharpoonright uplus Upsilon upsilon
upuparrows urcorner varDelta varepsilon varGamma varinjlim varkappa varLambda
varliminf varlimsup varnothing varOmega varPhi varphi varPi varpi varprojlim
varpropto varPsi varrho varSigma varsigma varsubsetneq varsubsetneqq varsupsetneq
varsupsetneqq varTheta vartheta vartriangle vartriangleleft vartriangleright
varUpsilon varXi vcenter Vdash vDash vdash vdots vec vee veebar Vert vert vphantom
Vvdash wedge widehat widetilde wp wr xcancel Xi xi xleftarrow xrightarrow yen zeta
"""

_SIGNS: Final = " !#$%&,:;>\\_{|}"

_DISPLAYED: Final = """
align align* equation equation* gather gather* split
"""
_ANYWHERE: Final = """
Bmatrix Vmatrix aligned array bmatrix cases gathered matrix pmatrix smallmatrix subarray
vmatrix
"""
_SIZES: Final = """
Huge LARGE Large huge large normalsize scriptsize small tiny
"""

MACROS: Final = frozenset([*_LETTERS.split(), *_SIGNS])
"""What may follow a backslash."""

NAMES: Final = tuple(f"\\{name}" for name in _LETTERS.split())
r"""The macros that have a name, with their backslash, such as ``\alpha``."""

ENVIRONMENTS: Final = frozenset([*_ANYWHERE.split(), *_DISPLAYED.split()])
r"""The names that ``\begin`` may take."""

DISPLAYED: Final = frozenset(_DISPLAYED.split())
"""The environments that KaTeX sets in display formulas only."""

STAND_INS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(_SIZES.split(), ""),
        **dict.fromkeys(("dotsb", "dotsc", "dotsi", "dotsm", "dotso"), r"\dots"),
        **dict.fromkeys(("llap", "rlap", "smash", "vcenter"), "{#1}"),
        **dict.fromkeys(("tag", "textnormal", "textup"), r"\text{#1}"),
        **dict.fromkeys(("varinjlim", "varliminf", "varlimsup", "varprojlim"), r"\lim"),
        "LaTeX": r"\text{LaTeX}",
        "TeX": r"\text{TeX}",
        "centerdot": r"\cdot",
        "colorbox": r"\text{#2}",
        "fcolorbox": r"\text{#3}",
        "hline": "",
        "mathnormal": r"\mathit{#1}",
        "mathsfit": r"\mathsf{#1}",
        "nshortmid": r"\nmid",
        "nshortparallel": r"\nparallel",
        "pmb": r"\mathbf{#1}",
        "shortmid": r"\mid",
        "shortparallel": r"\parallel",
        "smallfrown": r"\frown",
        "smallint": r"\int",
        "smallsetminus": r"\setminus",
        "smallsmile": r"\smile",
        "substack": r"{\begin{matrix}#1\end{matrix}}",
        "thickapprox": r"\approx",
        "thicksim": r"\sim",
        "varpropto": r"\propto",
    }
)
"""For each macro that the engine lacks, a definition that it sets instead."""

SIMILAR: Final[Mapping[str, str]] = MappingProxyType(
    {"{smallmatrix}": "{matrix}     ", "{split}": "{cases}"}
)
"""For each environment that the engine lacks, a similar one, padded to the same length
so that the offsets in error messages stay right."""
