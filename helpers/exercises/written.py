"""Hints for the written questions, by name. Their rubrics and model answers stand in the lessons."""

HINTS: dict[str, tuple[str, ...]] = {
    "two_kinds_of_entropy": (
        "Can -log p be negative when p is a probability? Can it when p is a density?",
        "Cut the line into bins of width w: their entropy is about h - ln w. Which of the two grows as w falls?",
    ),
    "prml_1_36": (
        "One direction: compare the slopes of the two pieces of a chord. The mean value theorem has a point for each.",
        "The other direction: a chord inequality on three close points becomes a statement about f'' in the limit.",
        "A limit keeps >= and may lose >. Look for a strictly convex function that is flat in one point.",
    ),
    "prml_1_38": (
        "Induction over the number of points. Which inequality is the case of two?",
        "Put all points but one together as one point. Their weights do not sum to 1: divide by what they sum to.",
        "When is that sum 0, and what is left to prove then?",
    ),
    "kl_against_l2": (
        "Write KL(label || q) for a label that is 1 in one place and 0 elsewhere. What is left of the sum?",
        "Compare both gradients in the logits where the network is sure and wrong, with numbers of 2.12 and 2.13.",
        "Which of the two scores is smallest at the truth? The answer is not: one of them. What speaks for the square?",
    ),
    "prml_1_37": (
        "Put p(x, y) = p(y|x) p(x) inside the logarithm of H[x, y] only.",
        "In the sum with log p(x) nothing but the weight depends on y. Sum over y first.",
        "What do you say of cells that never happen?",
    ),
    "prml_1_39": (
        "Write down p(x), p(y) and the law of y in each row. One row is certain.",
        "Three values come from sums, the other three from differences: which relations did you use?",
        "Draw two overlapping bars, one for each variable. What is their union, and what is their overlap?",
    ),
    "prml_1_41": (
        "Replace p(x, y) by p(x|y) p(y) inside the logarithm; something cancels.",
        "A logarithm of a ratio is a difference. In one of the two terms one variable can be integrated away.",
    ),
    "prml_1_31": (
        "Write H[x] as an integral over x and y, with the weight p(x, y), and collect the three logarithms into one.",
        "Jensen for -ln and the ratio p(x) p(y) / p(x, y): what is the average of that ratio?",
        "'Only if' needs the case of equality in Jensen: -ln is strictly convex, so what must the ratio be?",
    ),
    "mutual_information_against_correlation": (
        "What happens to each when x is stretched, and when x is replaced by x cubed or by names?",
        "Exercise 3.8 has a case in which one is a function of the other, and 3.9 a case in which they part.",
        "What does the estimate from samples say of two independent variables?",
    ),
    "js_bounds": (
        "The divergence is the mean of two KL divergences. What do you know of one?",
        "Above: how large can p / m be where m = (p + q) / 2? Or: how much can a sample tell about one toss of a coin?",
        "For 'exactly when' look at each step that was an inequality and ask when it is none.",
    ),
    "kl_bounds": (
        "One outcome with p > 0 and q = 0 is enough. Must the laws be disjoint for that?",
        "For a given q with no zeros, which p is the furthest? Exercise 4.6 has its number.",
    ),
    "gan_minimises_jsd": (
        "For one outcome the value is p ln D + q ln(1 - D). Derive by D, and say why the point is a maximum.",
        "Put D* in and write p + q as 2 m: two terms ln 2 come out.",
        "What does the theorem suppose of the discriminator at every moment, and of the functions that both may be?",
    ),
    "saturation": (
        "Write d loss / d weight as a product: loss by logit, logit by sample, sample by weight. Which factor differs?",
        "Both slopes in the logit are simple in D: what are they at D = 0.01?",
        "The slope of the sigmoid is D (1 - D). Multiply it with -1/(1 - D) and with -1/D.",
    ),
    "runs_alike": (
        "Two losses that differ by a constant have the same slope. How would you see it in one line?",
        "What does Adam do to a gradient that is a hundred times smaller?",
    ),
    "both_losses": (
        "A reader wants to repeat it: which networks, steps, seeds, optimizers were the same?",
        "Give each result as a number with its interval over seeds, and compare the intervals before the means.",
        "What would you have to run to claim more? Say that as limits.",
    ),
    "log_q_for_each_code": (
        "Q returns the parameters of a law. At which c is its logarithm taken, the drawn one or a new one?",
        "Categorical: one entry of log_softmax. Gaussian: three terms, and with a fixed width two are constants.",
        "A wrong family still gives a lower bound. By how much is it lower?",
    ),
    "why_q": (
        "Write I(c; x) with the posterior p(c|x). What would you have to integrate over to know it?",
        "Replace the posterior by any law: what is the difference between the two averages?",
        "What can you ask Q about a real image?",
    ),
    "network_diagram": (
        "Start with the numbers that go into G: 62, 10 and 2.",
        "D and Q share almost everything. Where do they part, and what does each return for one image?",
        "Draw the gradients of V and of L_I in two colours. Which part do real images pass through?",
    ),
    "which_objective": (
        "Which of the two can be computed from a batch?",
        "L_I averages over codes drawn from the posterior. Lemma 5.1 says from where you may draw in its place.",
        "The image is a function of codes and noise that are given. Which derivative is never needed, then?",
    ),
    "why_230": (
        "L_I <= I(c; x) <= H(c). Which step is which exercise?",
        "H(c) for ten equally likely categories, in nats. What must Q and the images do for equality?",
        "Name a code that reaches 2.30 and is no digit. And what is the entropy of a continuous code worth as a bound?",
    ),
    "bound_and_digits": (
        "On which images is L_I measured, and on which the accuracy?",
        "Think of ten marks that a generator could hide in an image, so that Q reads them without a fault.",
        "Which term of the objective has ever seen a label?",
    ),
    "learning_the_prior": (
        "A uniform code and unequal classes: exercise 9.2 has the most that can be matched.",
        "H(c) as a function of logits is easy to derive. Where does its gradient lead if it is rewarded?",
        "How does a drawn category depend on the logits? Compare exercises 9.7 and 9.8 with summing over all ten.",
        "Which measurement would a sceptic ask for, and on how many seeds?",
    ),
    "choices_of_codes": (
        "For each factor: has it kinds, two ends, or neither? Which law is like that?",
        "What did ten categories do with three shapes, and lesson 9's uniform category with unequal digits?",
        "Suppose all went well. How would somebody who doubts it find out, and on which pictures?",
    ),
    "disentanglement": (
        "What happens to mutual information when the codes are replaced by a one-to-one function of them?",
        "Exercise 10.2 mixes two codes and keeps their law. Would the images tell?",
        "To measure: which code knows most about a factor, and how far behind is the second?",
    ),
    "which_bound_is_l_i": (
        "What does Q return for an image, and what does a critic return for a pair? Which of them must sum to 1?",
        "Go through the four formulas: which quantity stands in one of them only?",
        "Where does each of the other three have a mean of e^f, and what becomes of it in a batch?",
        "InfoNCE is an entropy plus the mean logarithm of a guess. What is the code, and what is its entropy?",
    ),
    "forty_nats": (
        "ln 50,000 is 10.8. Which laws with less information would give the same 50,000 photographs?",
        "Which estimate can exceed every ceiling, and why is it too large on average? If the critic knew the data?",
        "For which pairs is the truth known, so that the method could be tried on them?",
        "What did L_I know that let it pass ln N?",
    ),
}
