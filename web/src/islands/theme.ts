// SPDX-License-Identifier: Apache-2.0
import { replace, type Island } from '../island';
import Theme from './Theme.svelte';

const theme: Island = (element) => replace(element, Theme, {});

export default theme;
